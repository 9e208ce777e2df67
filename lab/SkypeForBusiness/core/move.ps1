# What a move of the CMS does to the world. Every witness is told on its own, some of them later.

# The state a good move ends in. $From may be gone; then nothing is written there.
function Set-LabMoved($Lab, [string]$From, [string]$To) {
    $lag = $Lab.Shared['lag']
    $fqdn = $Lab.Shared['servers'][$To]
    Set-LabValue $Lab "$To.xds.CurrentState" 0
    Set-LabComponents $Lab $From $To
    Set-LabScp $Lab "$fqdn\rtc"
    Set-LabValue $Lab 'connection' @{ SqlServer = $fqdn; SqlInstance = 'rtc' }
    Set-LabValue $Lab 'services.centralManagementActive' @($fqdn)
    Set-LabValue $Lab 'topology.active' @($fqdn)
    Set-LabValue $Lab 'whatIf.pool' $fqdn
    Set-LabLater $Lab $lag['localTarget'] "$To.rtclocal.active" @($fqdn)
    if ($Lab.Shared['answers'][$From]) { Set-LabLater $Lab $lag['localSource'] "$From.rtclocal.active" @($fqdn) }
    Set-LabRuntime $Lab $To
    Set-LabReplicasLater $Lab $lag['replicas']
    Set-LabBackupRoles $Lab $From $To
    $longest = 0
    foreach ($minutes in $lag.Values) { if ($minutes -gt $longest) { $longest = $minutes } }
    Set-LabValue $Lab 'settlesAt' $Lab.Shared['now'].AddMinutes($longest)
}

# At once when there is no lag, else as a line of the timeline.
function Set-LabLater($Lab, [double]$Minutes, [string]$Path, $Value) {
    if ($Minutes -gt 0) { Add-LabLater $Lab $Minutes $Path $Value } else { Set-LabValue $Lab $Path $Value }
}

# Written on the nearest controller; the other hears of it by AD replication.
function Set-LabScp($Lab, [string]$Location) {
    if (Test-LabFault $Lab 'scp-not-written') { return }
    Set-LabLater $Lab $Lab.Shared['lag']['scpDc1'] 'scp.dc1' $Location
    Set-LabLater $Lab $Lab.Shared['lag']['scpDc2'] 'scp.dc2' $Location
}

function Set-LabComponents($Lab, [string]$From, [string]$To) {
    $rows = [System.Collections.ArrayList]@(
        @{ Fqdn = $Lab.Shared['servers'][$From]; Component = 'Master'; Registered = 0 }
        @{ Fqdn = $Lab.Shared['servers'][$To]; Component = 'Master'; Registered = 1 }
        @{ Fqdn = $Lab.Shared['servers'][$To]; Component = 'Fta'; Registered = 1 }
    )
    foreach ($short in $From, $To) { if ($Lab.Shared['answers'][$short]) { Set-LabValue $Lab "$short.component" (Copy-LabValue $rows) } }
}

# Until the new master has taken over, the old one is named, with the heartbeat it last had.
function Set-LabRuntime($Lab, [string]$Holder) {
    $old = $Lab.Shared['runtime']['storeStatus']
    $lag = $Lab.Shared['lag']['runtime']
    if ($lag -gt 0 -and $null -ne $old) {
        $frozen = Copy-LabValue $old
        foreach ($name in 'ActiveMasterLastHeartbeat', 'ActiveFileTransferAgentLastHeartbeat') { $frozen[$name] = Get-LabMoment $Lab $old[$name] }
        Set-LabValue $Lab 'runtime.storeStatus' $frozen
    }
    Set-LabLater $Lab $lag 'runtime.storeStatus' (New-LabStoreStatus $Lab $Holder)
}

function New-LabStoreStatus($Lab, [string]$Holder) {
    $replicas = @(foreach ($short in 'edge1', 'fe1', 'fe2') { $Lab.Shared['servers'][$short] })
    $status = @{ ActiveReplicas = $replicas; DeletedReplicas = @(); ActiveMasterFqdn = ''; ActiveMasterLastHeartbeat = $null; ActiveFileTransferAgentFqdn = ''; ActiveFileTransferAgentLastHeartbeat = $null }
    if ($Holder -eq '') { return $status }
    foreach ($agent in 'ActiveMaster', 'ActiveFileTransferAgent') {
        $status["${agent}Fqdn"] = $Lab.Shared['servers'][$Holder]
        $status["${agent}LastHeartbeat"] = 5
    }
    return $status
}

# All replicas False now, True again (with a new report) when replication has run; a server that is gone stays False.
function Set-LabReplicasLater($Lab, [double]$Minutes, [switch]$Deleted) {
    $replicas = $Lab.Shared['runtime']['replicas']
    if ($null -eq $replicas) { Set-LabValue $Lab 'runtime.replicas' (New-LabReplicas $Lab $false) }
    foreach ($short in 'fe1', 'fe2', 'edge1') {
        $path = "runtime.replicas.$short"
        $reached = $Lab.Shared['answers'][$short]
        $wait = $Minutes
        if ($short -eq 'edge1' -and $Minutes -gt 0) { $wait += 1 }
        if ($wait -gt 0 -or -not $reached) {
            Set-LabValue $Lab "$path.UpToDate" $false
            $report = $null
            if (-not $Deleted) { $report = Get-LabMoment $Lab (Get-LabValue $Lab "$path.LastStatusReport") }
            Set-LabValue $Lab "$path.LastStatusReport" $report
        }
        Set-LabValue $Lab "$path.LastUpdateCreation" $Lab.Shared['now']
        if (-not $reached) { continue }
        Set-LabLater $Lab $wait "$path.UpToDate" $true
        Set-LabLater $Lab $wait "$path.LastStatusReport" 15
    }
}

function New-LabReplicas($Lab, [bool]$UpToDate) {
    $rows = @{}
    foreach ($short in 'fe1', 'fe2', 'edge1') {
        $report = $null
        if ($UpToDate) { $report = 15 }
        $rows[$short] = @{ ReplicaFqdn = $Lab.Shared['servers'][$short]; UpToDate = $UpToDate; LastStatusReport = $report; LastUpdateCreation = $Lab.Shared['now']; ProductVersion = (Get-LabServer $Lab $short)['binaries'] }
    }
    return $rows
}

# The active pool sends the CMS and does not receive it; the standby the other way round (sfb-facts 3.6).
function Set-LabBackupRoles($Lab, [string]$From, [string]$To) {
    if (-not $Lab.Shared['answers'][$From]) {
        # The partner is gone: what has to be sent waits.
        foreach ($name in 'PresenceFocus', 'DataConf', 'CMSMaster') { Set-LabValue $Lab "backup.$To.$name" @{ ExportStatus = 'NonSteadyState'; ImportStatus = 'NormalState' } }
        return
    }
    $lag = $Lab.Shared['lag']['backup']
    foreach ($short in $From, $To) {
        $sends = 'NotInitialized'
        $takes = 'NormalState'
        if ($short -eq $To) { $sends = 'FinalState'; $takes = 'NotInitialized' }
        if ($lag -gt 0) { Set-LabValue $Lab "backup.$short.CMSMaster" @{ ExportStatus = 'NotInitialized'; ImportStatus = 'NormalState' } }
        Set-LabLater $Lab $lag "backup.$short.CMSMaster" @{ ExportStatus = $sends; ImportStatus = $takes }
    }
}

# A server that was moved away from without being told still says Active. Its Backup Service demotes it in ten minutes
# (SUP-CMS scenario 1), while that runs; two minutes later replication has reached it.
function Add-LabDemotion($Lab, [string]$Short) {
    $when = "$Short.services.LYNCBACKUP.status"
    $holder = Get-LabOther $Short
    Add-LabLater $Lab 10 "$Short.xds.CurrentState" 3 $when
    foreach ($part in 'active', 'nextHops', 'pairing') { Add-LabLater $Lab 12 "$Short.rtclocal.$part" (Copy-LabValue $Lab.Shared['topology'][$part]) $when }
    Add-LabLater $Lab 12 "$Short.rtclocal.poolState" (Copy-LabValue $Lab.Shared['poolState']) $when
    Add-LabLater $Lab 12 "$Short.component" (Copy-LabValue (Get-LabValue $Lab "$holder.component")) $when
    Add-LabLater $Lab 12 "runtime.replicas.$Short.UpToDate" $true $when
    Add-LabLater $Lab 12 "runtime.replicas.$Short.LastStatusReport" 15 $when
    foreach ($pool in $Short, $holder) { Add-LabLater $Lab 12 "backup.$pool" (New-LabModules ($pool -eq $holder)) $when }
}

function New-LabModules([bool]$Active) {
    $cms = @{ ExportStatus = 'NotInitialized'; ImportStatus = 'NormalState' }
    if ($Active) { $cms = @{ ExportStatus = 'FinalState'; ImportStatus = 'NotInitialized' } }
    return @{ PresenceFocus = @{ ExportStatus = 'FinalState'; ImportStatus = 'NormalState' }; DataConf = @{ ExportStatus = 'FinalState'; ImportStatus = 'NormalState' }; CMSMaster = $cms }
}

# A server is back: if the CMS was moved meanwhile, the Backup Service will demote it.
function Resume-LabServer($Lab, [string]$Short) {
    $other = Get-LabOther $Short
    if ((Get-LabValue $Lab "$Short.xds.CurrentState") -eq 0 -and (Get-LabValue $Lab "$other.xds.CurrentState") -eq 0) { Add-LabDemotion $Lab $Short }
}

# The seed's night, first stage: active on both, told to nobody (sfb-facts 4, "seed's broken state").
function Set-LabSplit($Lab) {
    $fe1 = $Lab.Shared['servers']['fe1']
    $fe2 = $Lab.Shared['servers']['fe2']
    foreach ($short in 'fe1', 'fe2') {
        Set-LabValue $Lab "$short.xds.CurrentState" 0
        Set-LabValue $Lab "$short.rtclocal.active" @($fe1)
        Set-LabValue $Lab "$short.component" ([System.Collections.ArrayList]@(
            @{ Fqdn = $fe1; Component = 'Master'; Registered = 0 }
            @{ Fqdn = $fe2; Component = 'Master'; Registered = 1 }
            @{ Fqdn = $fe1; Component = 'Fta'; Registered = 1 }
        ))
        $modules = @{}
        foreach ($name in 'PresenceFocus', 'DataConf', 'CMSMaster') { $modules[$name] = @{ ExportStatus = 'ErrorState'; ImportStatus = 'ErrorState' } }
        Set-LabValue $Lab "backup.$short" $modules
    }
    Set-LabValue $Lab 'runtime.storeStatus' $null
    Set-LabValue $Lab 'runtime.replicas' $null
    Set-LabValue $Lab 'services.centralManagementActive' @($fe2)
    Set-LabValue $Lab 'topology.active' @($fe1)
    Set-LabValue $Lab 'connection' @{ SqlServer = $fe1; SqlInstance = 'rtc' }
    foreach ($dc in 'dc1', 'dc2') { Set-LabValue $Lab "scp.$dc" "$fe1/RTC" }
}

# Second stage: REPLICA and FTA restarted, so that replicas answer and nobody serves them.
function Set-LabSplitRestarted($Lab) {
    Set-LabValue $Lab 'runtime.storeStatus' (New-LabStoreStatus $Lab '')
    Set-LabValue $Lab 'runtime.replicas' (New-LabReplicas $Lab $false)
}

# Third stage: the SCP points to fe2 and no master came of it.
function Set-LabSplitScpMoved($Lab) {
    foreach ($dc in 'dc1', 'dc2') { Set-LabValue $Lab "scp.$dc" "$($Lab.Shared['servers']['fe2'])/RTC" }
    Set-LabValue $Lab 'connection' @{ SqlServer = $Lab.Shared['servers']['fe2']; SqlInstance = 'rtc' }
}
