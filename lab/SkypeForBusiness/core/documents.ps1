# What a configuration export holds (sfb-facts 3.14): topology, policies, settings in one zip with DocItemSet.xml. The
# inner format is INVENTED (UNVERIFIED); policies and settings are counts here.

function New-LabExport($Lab, $Parts, $Documents) {
    $set = [System.Text.StringBuilder]::new()
    [void]$set.Append("<DocItemSet Version=`"$($Documents['version'])`"><DocItem Name=`"urn:xds:Microsoft.Rtc.Management.Deploy.Topology.2008:Topology`"><Data>")
    [void]$set.Append((New-LabTopologyXml $Lab $Parts).ToString('DisableFormatting'))
    [void]$set.Append('</Data></DocItem>')
    for ($i = 1; $i -le $Documents['policies']; $i++) { [void]$set.Append("<DocItem Name=`"urn:xds:Microsoft.Rtc.Management.Policy:Tag$i`"><Data/></DocItem>") }
    for ($i = 1; $i -le $Documents['settings']; $i++) { [void]$set.Append("<DocItem Name=`"urn:xds:Microsoft.Rtc.Management.Settings:Setting$i`"><Data/></DocItem>") }
    [void]$set.Append('</DocItemSet>')
    return , (New-LabZip ([ordered]@{
        'DocItemSet.xml' = $set.ToString()
        'Header.xml' = "<Header Version=`"1`" Created=`"$($Lab.Shared['now'].ToString('o'))`"/>"
    }))
}

# The parts and counts of an export: @{ active; nextHops; pairing; documents }.
function Read-LabExport($Lab, [byte[]]$Bytes) {
    $set = Read-LabZip $Lab $Bytes 'DocItemSet.xml'
    $topology = @($set.Descendants("{$script:LabTopologyNamespace}Topology"))[0]
    if ($null -eq $topology) { Stop-LabCmdlet $Lab.Cmdlet 'The data is not a valid export: it has no topology.' 'InvalidExport' 'InvalidData' }
    $counts = @{ policies = 0; settings = 0; version = [int]$set.Attribute('Version').Value }
    foreach ($item in $set.Elements('DocItem')) {
        $name = $item.Attribute('Name').Value
        if ($name -like 'urn:xds:Microsoft.Rtc.Management.Policy:*') { $counts['policies']++ }
        if ($name -like 'urn:xds:Microsoft.Rtc.Management.Settings:*') { $counts['settings']++ }
    }
    $pairing = @{}
    foreach ($pool in $topology.Descendants('{urn:lab:invented}LabBackupPool')) {
        $number = $pool.Parent.Element("{$script:LabTopologyNamespace}InstalledOn").Element("{$script:LabTopologyNamespace}ClusterId").Attribute('Number').Value
        $pairing["fe$number"] = $pool.Attribute('Fqdn').Value
    }
    return @{
        active = @(foreach ($short in (Get-LabActivePools $topology)) { $Lab.Shared['servers'][$short] })
        nextHops = @{ edgepool = @($topology.Descendants('{urn:lab:invented}LabNextHop'))[0].Attribute('Fqdn').Value }
        pairing = $pairing
        documents = $counts
    }
}

# The server whose CMS database this session writes. A database in Backup mode takes no changes (text invented).
function Connect-LabCmsWritable($Lab) {
    $short = Connect-LabCms $Lab
    $xds = (Get-LabServer $Lab $short)['xds']
    if (-not $xds['exists'] -or $xds['CurrentState'] -ne 0) {
        Stop-LabCmdlet $Lab.Cmdlet "The Central Management Store `"$($Lab.Shared['servers'][$short])\rtc`" is read-only; it is not the active one." 'CmsReadOnly' 'PermissionDenied'
    }
    return $short
}

# What an export really gets to see: the faults of bad exports are here.
function Get-LabExportSource($Lab, $Parts, $Documents) {
    $source = @{ signature = $Parts['signature']; active = $Parts['active']; nextHops = $Parts['nextHops']; pairing = $Parts['pairing']; documents = $Documents }
    $pools = @(foreach ($pool in $Lab.Shared['pools']) { if (-not $pool['edge']) { $pool['fqdn'] } })
    if (Test-LabFault $Lab 'export-names-other') { $source.active = @($pools | Where-Object -FilterScript { @($Parts['active']) -notcontains $_ }) }
    if (Test-LabFault $Lab 'export-bad-cms') {
        $source.active = $pools
        $source.documents = @{ policies = 0; settings = 0; version = $Documents['version'] }
    }
    return $source
}
