# How a world comes right again after people have put the pieces back: replication runs when exactly one server is
# active and its database, the topology and its own RTCLOCAL agree on that.

# -Restore (sfb-facts 6.2): this server's database becomes the active one, the partner's the backup.
function Restore-LabCms($Lab, [string]$To) {
    $from = Get-LabOther $To
    if (-not (Get-LabServer $Lab $To)['xds']['exists']) { Stop-LabCmdlet $Lab.Cmdlet "There is no Central Management Store database on `"$($Lab.Server)\rtc`" to restore." 'NothingToRestore' 'ObjectNotFound' }
    Invoke-LabEffect $Lab 2 {
        if (Test-LabFault $Lab 'restore-does-nothing') { return }
        Set-LabActiveStore $Lab $To
        if ($Lab.Shared['answers'][$from]) { Set-LabValue $Lab "$from.xds.CurrentState" 3 }
    }
}

# The CMS as $To has it: its database active, topology and service list say so, the SCP and new sessions point there.
function Set-LabActiveStore($Lab, [string]$To) {
    $fqdn = $Lab.Shared['servers'][$To]
    Set-LabValue $Lab "$To.xds.CurrentState" 0
    Set-LabValue $Lab 'services.centralManagementActive' @($fqdn)
    Set-LabValue $Lab 'topology.active' @($fqdn)
    Set-LabValue $Lab 'whatIf.pool' $fqdn
    Set-LabComponents $Lab (Get-LabOther $To) $To
}

# The server everybody can agree on, or '' while something contradicts.
function Get-LabHolder($Lab) {
    $holder = ''
    foreach ($short in 'fe1', 'fe2') {
        if (-not $Lab.Shared['answers'][$short]) { continue }
        $server = Get-LabServer $Lab $short
        if (-not $server['xds']['exists'] -or $server['xds']['CurrentState'] -ne 0) { continue }
        if ($holder -ne '') { return '' }
        $holder = $short
    }
    if ($holder -eq '' -or -not (Test-LabHolder $Lab $holder)) { return '' }
    return $holder
}

function Test-LabHolder($Lab, [string]$Short) {
    $fqdn = $Lab.Shared['servers'][$Short]
    $server = Get-LabServer $Lab $Short
    if ($null -eq $server['xds']['documents']) { return $false }
    if (@($Lab.Shared['topology']['active']).Count -ne 1 -or $Lab.Shared['topology']['active'][0] -ne $fqdn) { return $false }
    if (@($server['rtclocal']['active']) -notcontains $fqdn) { return $false }
    foreach ($name in 'MASTER', 'FTA') { if ($server['services'][$name]['status'] -ne 'Running') { return $false } }
    return $true
}

# What replication makes of the world now: one holder serves everybody, or nobody does.
function Update-LabReplication($Lab, [double]$Minutes) {
    $holder = Get-LabHolder $Lab
    if ($holder -eq '') {
        Set-LabSplitRestarted $Lab
        return
    }
    Set-LabRuntime $Lab $holder
    # Master and FTA register where they start, in a database that was made anew.
    if (@(Get-LabValue $Lab "$holder.component").Count -eq 0) { Set-LabComponents $Lab (Get-LabOther $holder) $holder }
    Set-LabReplicasLater $Lab $Minutes -Deleted
    Send-LabTopology $Lab $Minutes
    if (Test-LabBackupRuns $Lab) { Set-LabBackupHealthy $Lab $holder $Minutes }
}

# The topology of the CMS reaches every RTCLOCAL that can be reached.
function Send-LabTopology($Lab, [double]$Minutes) {
    foreach ($short in 'fe1', 'fe2', 'edge1') {
        if (-not $Lab.Shared['answers'][$short]) { continue }
        if ((Get-LabServer $Lab $short)['services']['REPLICA']['status'] -ne 'Running') { continue }
        foreach ($part in 'active', 'nextHops', 'pairing') { Set-LabLater $Lab $Minutes "$short.rtclocal.$part" (Copy-LabValue $Lab.Shared['topology'][$part]) }
        Set-LabLater $Lab $Minutes "$short.rtclocal.poolState" (Copy-LabValue $Lab.Shared['poolState'])
    }
}

function Test-LabBackupRuns($Lab) {
    foreach ($short in 'fe1', 'fe2') {
        if (-not $Lab.Shared['answers'][$short] -or (Get-LabServer $Lab $short)['services']['LYNCBACKUP']['status'] -ne 'Running') { return $false }
    }
    return $true
}

function Set-LabBackupHealthy($Lab, [string]$Holder, [double]$Minutes) {
    foreach ($short in 'fe1', 'fe2') { Set-LabLater $Lab $Minutes "backup.$short" (New-LabModules ($short -eq $Holder)) }
}

# After a change of the CMS: every replica is behind until it has heard of it. While nobody serves them, they stay so.
function Send-LabChange($Lab) {
    if ((Get-LabHolder $Lab) -eq '') { return }
    $minutes = $Lab.Shared['lag']['edgeReplica']
    Set-LabReplicasLater $Lab $minutes
    Send-LabTopology $Lab $minutes
}
