# Windows services of a server, and what stopping or starting them does to replication.

# The services a caller means: one, or every one of the computer.
function Find-LabServices($Lab, [string]$Short, [string]$Name) {
    $services = (Get-LabServer $Lab $Short)['services']
    if ($Name -eq '') { return @($services.Keys | Sort-LabText) }
    if (-not $services.ContainsKey($Name)) { Stop-LabCmdlet $Lab.Cmdlet "Cannot find service `"$Name`" on computer `"$($Lab.Shared['servers'][$Short])`". $(Get-LabText $Lab 'noService')" 'ServiceNotFound' 'ObjectNotFound' }
    return @($Name.ToUpperInvariant())
}

function Set-LabStopped($Lab, [string]$Short, [string]$Name) {
    Set-LabValue $Lab "$Short.services.$Name.status" 'Stopped'
    if ($Name -eq 'LYNCBACKUP') { Set-LabValue $Lab "backup.$Short" $null }
    $status = $Lab.Shared['runtime']['storeStatus']
    if ($null -eq $status) { return }
    # Nobody takes over: the agent is still named, with the heartbeat it last had.
    foreach ($pair in @('MASTER', 'ActiveMaster'), @('FTA', 'ActiveFileTransferAgent')) {
        if ($Name -ne $pair[0] -or $status["$($pair[1])Fqdn"] -ne $Lab.Shared['servers'][$Short]) { continue }
        Set-LabValue $Lab "runtime.storeStatus.$($pair[1])LastHeartbeat" (Get-LabMoment $Lab $status["$($pair[1])LastHeartbeat"])
    }
}

# What the CMS is after a start: a healthy one goes on at once; a broken one shows what it is.
function Set-LabStarted($Lab, [string]$Short, [string]$Name) {
    if ($Lab.Shared['servers'][$Short] -eq [string]@($Lab.Shared['topology']['active'])[0] -and $Name -eq 'MASTER' -and (Test-LabFault $Lab 'latent-break')) {
        Set-LabSplitRestarted $Lab
        return
    }
    Set-LabValue $Lab "$Short.services.$Name.status" 'Running'
    Set-LabValue $Lab "$Short.services.$Name.started" $Lab.Shared['now']
    $holder = Get-LabHolder $Lab
    if ($Name -eq 'LYNCBACKUP') { Set-LabBackupStarted $Lab $Short $holder }
    if ('MASTER', 'FTA', 'REPLICA' -notcontains $Name) { return }
    $status = $Lab.Shared['runtime']['storeStatus']
    if ($holder -eq '' -and $Name -ne 'MASTER') { Set-LabSplitRestarted $Lab; return }
    if ($holder -eq '') { return }
    if ($null -eq $status -or $status['ActiveMasterFqdn'] -ne $Lab.Shared['servers'][$holder]) { Update-LabReplication $Lab $Lab.Shared['lag']['forcedReplication']; return }
    foreach ($agent in 'ActiveMaster', 'ActiveFileTransferAgent') { Set-LabValue $Lab "runtime.storeStatus.${agent}LastHeartbeat" 5 }
}

function Set-LabBackupStarted($Lab, [string]$Short, [string]$Holder) {
    if ($Holder -ne '' -and (Test-LabBackupRuns $Lab)) { Set-LabBackupHealthy $Lab $Holder $Lab.Shared['lag']['backup']; return }
    if ($null -ne $Lab.Shared['backup'][$Short]) { return }
    $modules = @{}
    foreach ($name in 'PresenceFocus', 'DataConf', 'CMSMaster') { $modules[$name] = @{ ExportStatus = 'ErrorState'; ImportStatus = 'ErrorState' } }
    Set-LabValue $Lab "backup.$Short" $modules
}
