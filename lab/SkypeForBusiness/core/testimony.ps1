# What every witness says at this moment, each through its own cmdlet or probe on the server it belongs to. Used by
# tests and by people; a fault's Expect uses the same names. Needs SfbProbes.psm1 loaded too.

function Get-LabTestimony {
    param([Parameter(Mandatory = $true)][string]$World)
    $place = $global:SfbLab
    try {
        foreach ($witness in (Get-LabWitness)) {
            $global:SfbLab = @{ World = $World; Server = $witness.Server }
            # A person would open a new shell first.
            $global:SfbLabSession = $null
            try { $says = [string](& $witness.Ask) } catch { $says = "error: $($_.FullyQualifiedErrorId.Split(',')[0])" }
            [pscustomobject][ordered]@{ Witness = $witness.Name; Says = $says }
        }
    } finally {
        $global:SfbLab = $place
        $global:SfbLabSession = $null
    }
}

function Get-LabWitness {
    $script:LabWitnesses
}

function Join-LabSilent($Parts) {
    $parts = @($Parts)
    if ($parts.Count -eq 0) { return 'silent' }
    return $parts -join ', '
}

function Get-LabActivePools($Xml) {
    $clusters = @{}
    $topology = $script:LabTopologyNamespace
    foreach ($cluster in $Xml.Element("{$topology}Clusters").Elements()) { $clusters[$cluster.Element("{$topology}ClusterId").Attribute('Number').Value] = $cluster.Attribute('Fqdn').Value }
    foreach ($service in $Xml.Element("{$topology}Services").Elements()) {
        $central = $service.Element("{$script:LabRolesNamespace}CentralMgmtService")
        if ($null -eq $central -or $central.Attribute('IsActive').Value -ne 'true') { continue }
        Get-LabShort $clusters[$service.Element("{$topology}InstalledOn").Element("{$topology}ClusterId").Attribute('Number').Value]
    }
}

function Get-LabNextHopText($Xml) {
    foreach ($hop in $Xml.Descendants('{urn:lab:invented}LabNextHop')) { Get-LabShort $hop.Attribute('Fqdn').Value }
}

function Get-LabPairingText($Xml) {
    foreach ($pool in $Xml.Descendants('{urn:lab:invented}LabBackupPool')) { Get-LabShort $pool.Attribute('Fqdn').Value }
}

function Get-LabTopologyText($Xml) {
    if ($null -eq $Xml) { return 'silent' }
    return "active $(Join-LabSilent (Get-LabActivePools $Xml)); next hop $(Join-LabSilent (Get-LabNextHopText $Xml)); pairing $(Join-LabSilent (Get-LabPairingText $Xml))"
}

function New-LabWitness([string]$Name, [string]$Short, [scriptblock]$Ask) { return @{ Name = $Name; Server = "$Short.domain.local"; Ask = $Ask } }

$script:LabWitnesses = @(
    New-LabWitness 'xds fe1' 'fe1' { (Get-SfbXdsState -SqlInstance rtc).Value }
    New-LabWitness 'xds fe2' 'fe2' { (Get-SfbXdsState -SqlInstance rtc).Value }
    New-LabWitness 'SCP dc1' 'jump' { (Get-SfbScp -DomainController dc1.domain.local).BackEndServer }
    New-LabWitness 'SCP dc2' 'jump' { (Get-SfbScp -DomainController dc2.domain.local).BackEndServer }
    New-LabWitness 'store status' 'jump' {
        Join-LabSilent @(foreach ($row in @(Get-CsManagementStoreReplicationStatus -CentralManagementStoreStatus)) { "master $(Get-LabWord $row.ActiveMasterFqdn), fta $(Get-LabWord $row.ActiveFileTransferAgentFqdn)" })
    }
    New-LabWitness 'replicas' 'jump' { Join-LabSilent @(foreach ($row in @(Get-CsManagementStoreReplicationStatus)) { "$(Get-LabShort $row.ReplicaFqdn) $($row.UpToDate)" }) }
    New-LabWitness 'connection' 'jump' { (Get-CsManagementConnection).SqlServer.ToString() }
    New-LabWitness 'service active' 'jump' { Join-LabSilent @(foreach ($row in @(Get-CsService -CentralManagement)) { if ($row.Active) { Get-LabShort $row.PoolFqdn } }) }
    New-LabWitness 'edge next hop' 'jump' { (Get-CsService -EdgeServer).Registrar }
    New-LabWitness 'topology' 'jump' { Get-LabTopologyText (Get-CsTopology -AsXml) }
    New-LabWitness 'RTCLOCAL fe1' 'fe1' { Get-LabTopologyText (Get-CsTopology -AsXml -LocalStore) }
    New-LabWitness 'RTCLOCAL fe2' 'fe2' { Get-LabTopologyText (Get-CsTopology -AsXml -LocalStore) }
    New-LabWitness 'backup fe1' 'jump' { Get-LabModulesText 'fe1.domain.local' }
    New-LabWitness 'backup fe2' 'jump' { Get-LabModulesText 'fe2.domain.local' }
    New-LabWitness 'component fe1' 'fe1' { Get-LabComponentText }
    New-LabWitness 'component fe2' 'fe2' { Get-LabComponentText }
    New-LabWitness 'pairing' 'jump' {
        @(foreach ($pool in 'fe1', 'fe2') { Join-LabSilent @(foreach ($row in @(Get-CsPoolBackupRelationship -PoolFqdn "$pool.domain.local")) { Get-LabShort $row.BackupPoolFqdn }) }) -join ', '
    }
    New-LabWitness 'pool state' 'jump' { Get-LabPoolStateText @(Get-CsRegistrarConfiguration) }
    New-LabWitness 'pool state RTCLOCAL fe1' 'fe1' { Get-LabPoolStateText @(Get-CsRegistrarConfiguration -LocalStore) }
    New-LabWitness 'pool state RTCLOCAL fe2' 'fe2' { Get-LabPoolStateText @(Get-CsRegistrarConfiguration -LocalStore) }
    New-LabWitness 'services fe1' 'fe1' { Get-LabServicesText }
    New-LabWitness 'services fe2' 'fe2' { Get-LabServicesText }
    New-LabWitness 'users' 'jump' { Join-LabSilent @(foreach ($name in 'Ken Myer', 'Pilar Ackerman', 'Jonas Haas') { Get-LabShort (Get-CsUserPoolInfo $name).PrimaryPoolFqdn }) }
)

function Get-LabComponentText {
    return Join-LabSilent @(foreach ($row in @(Get-SfbXdsComponent -SqlInstance rtc)) { "$(Get-LabShort $row.Fqdn) $($row.Component) $($row.Registered)" })
}

function Get-LabModulesText([string]$Pool) {
    $status = Get-CsBackupServiceStatus -PoolFqdn $Pool
    if ($null -eq $status) { return 'silent' }
    return @(foreach ($module in $status.BackupModules) { "$($module.Identity.Split('.')[1]) $($module.ExportStatus)/$($module.ImportStatus)" }) -join ', '
}

function Get-LabPoolStateText($Rows) {
    return @(foreach ($row in $Rows) { if ($row.Identity -ne 'Global') { "$(Get-LabShort $row.Identity.Split(':')[2]) $($row.PoolState)" } }) -join ', '
}

function Get-LabServicesText {
    $stopped = @(foreach ($service in @(Get-CsWindowsService -ExcludeActivityLevel)) { if ($service.Status -ne 'Running') { "$($service.Name) $($service.Status)" } })
    if ($stopped.Count -eq 0) { return 'all running' }
    return $stopped -join ', '
}
