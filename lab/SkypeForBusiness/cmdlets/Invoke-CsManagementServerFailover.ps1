# sfb-facts 3.1. Bare = planned (replication first, source read-only); with -BackupSqlServerFqdn and -Force = disaster.
# That the bare form asks for confirmation is assumed (ConfirmImpact is UNVERIFIED): an unattended caller must say -Confirm:$false.
function Invoke-CsManagementServerFailover {
    [CmdletBinding(PositionalBinding = $false, SupportsShouldProcess = $true, ConfirmImpact = 'High', DefaultParameterSetName = 'Normal')]
    param(
        [Parameter(Mandatory = $true, ParameterSetName = 'DisasterRecovery')][string]$BackupSqlServerFqdn,
        [Parameter(ParameterSetName = 'DisasterRecovery')][string]$BackupSqlInstanceName,
        [Parameter(ParameterSetName = 'DisasterRecovery')][string]$BackupMirrorSqlServerFqdn,
        [Parameter(ParameterSetName = 'DisasterRecovery')][string]$BackupMirrorSqlInstanceName,
        [Parameter(Mandatory = $true, ParameterSetName = 'DisasterRecovery')][switch]$Force,
        [Parameter(ParameterSetName = 'Normal')][switch]$Restore,
        [string]$Report
    )
    $lab = Open-LabCall $PSCmdlet
    $to = Find-LabTarget $lab
    $from = Get-LabOther $to
    Show-LabFailover $lab $to
    if (-not $PSCmdlet.ShouldProcess("Fail over the Central Management Server to pool `"$($lab.Server)`".", "Fail over the Central Management Server to pool `"$($lab.Server)`"?", 'Invoke-CsManagementServerFailover')) { return }
    $forced = $PSCmdlet.ParameterSetName -eq 'DisasterRecovery'
    if ($Restore) { Restore-LabCms $lab $to; Write-LabReport $lab $Report 0; return }
    Assert-LabFailover $lab $from $to $forced $BackupSqlServerFqdn
    $split = Test-LabSplitTrap $lab $forced $from
    # About two minutes; one when nothing is waited for.
    Invoke-LabEffect $lab $(if ($forced) { 1 } else { 2 }) { Set-LabFailedOver $lab $from $to $forced $split }
    Wait-LabVerification $lab $from $to
    Write-LabReport $lab $Report 0
}

# The traps record what they do, so that healing them takes it back.
function Test-LabSplitTrap($Lab, [bool]$Forced, [string]$From) {
    if ($Forced -and (Test-LabFault $Lab 'split-brain-forced') -and $Lab.Shared['answers'][$From]) { return 'split-brain-forced' }
    if (-not $Forced -and (Test-LabFault $Lab 'split-brain-bare')) { return 'split-brain-bare' }
    return ''
}

# Documented: run it on a server of the pool to fail over TO. Elsewhere (text invented) there is no such pool.
function Find-LabTarget($Lab) {
    foreach ($pool in $Lab.Shared['pools']) { if (-not $pool['edge'] -and $pool['fqdn'] -eq $Lab.Server) { return $Lab.Me } }
    Stop-LabCmdlet $Lab.Cmdlet "Computer `"$($Lab.Server)`" does not belong to a pool that can host the Central Management Server." 'NotInBackupPool'
}

# INVENTED text in the form of Move-CsManagementServer (sfb-facts 3.1, 3.2). It goes to the host and to no stream.
function Show-LabFailover($Lab, [string]$To, [string]$Head = 'This cmdlet fails over Central Management Server to the pool that contains this computer.') {
    $current = $Lab.Shared['whatIf']['pool']
    $scp = "$current\rtc"
    $text = @($Head, '', ' Current State:') +
        (Get-LabStateText $current $scp) + @('', ' Proposed State:') + (Get-LabStateText $Lab.Server "$($Lab.Server)\rtc")
    foreach ($line in $text) { $Lab.Cmdlet.Host.UI.WriteLine($line) }
}

function Get-LabStateText([string]$Pool, [string]$Store) {
    return @(
        " Central Management Server Pool: `"$Pool`""
        " Central Management File Store: `"\\$Pool\lyncshare`""
        " Central Management Store: `"$Store`""
        " Central Management Store SCP: `"$Store`""
    )
}

# What stops a failover before it has changed anything; texts of SUP-CMS (sfb-facts 3.1).
function Assert-LabFailover($Lab, [string]$From, [string]$To, [bool]$Forced, [string]$Named) {
    $cmdlet = $Lab.Cmdlet
    $pool = $Lab.Shared['servers'][$To]
    if ($Forced -and $Named -ne $pool) { Stop-LabCmdlet $cmdlet "The SQL Server `"$Named`" is not the one the topology defines for the backup Central Management Store." 'WrongBackupStore' 'InvalidArgument' }
    if ($Lab.Shared['scp']['dc1'] -notlike "$($Lab.Shared['topology']['active'])*") { $cmdlet.WriteWarning("The Central Management Store database in Active Directory doesn't match the one in the topology") }
    if (Test-LabMoving $Lab) {
        Stop-LabCmdlet $cmdlet "Invoke-CSManagementServerFailover: Central Management Server cannot be moved to pool $pool because either a previous failover attempt failover or there is already a failover in progress. If the central management server was recently moved to another pool this condition might be caused by a delay in Active Directory Replication" 'FailoverInProgress'
    }
    if (-not (Test-LabSql $Lab $To 'rtc')) { Stop-LabCmdlet $cmdlet "Cannot connect to the Central Management Store `"$pool\rtc`". $(Get-LabText $Lab 'sqlClosed')" 'CmsConnectionFailed' 'ConnectionError' }
    $target = (Get-LabServer $Lab $To)['xds']
    if (-not $target['exists'] -or $target['CurrentState'] -ne 3) {
        Stop-LabCmdlet $cmdlet "Cannot fail over the Central Management Server. The new Central Management Store located at `"$pool`" is not in Backup mode." 'NotInBackupMode'
    }
    if ($Forced) { return }
    # INVENTED texts: what the planned form says when it can't reach or drain the source is UNVERIFIED (sfb-facts 5.9).
    if (-not (Test-LabSql $Lab $From 'rtc')) { Stop-LabCmdlet $cmdlet "Cannot fail over the Central Management Server. The current Central Management Store `"$($Lab.Shared['servers'][$From])\rtc`" cannot be contacted." 'SourceUnreachable' 'ConnectionError' }
    if (-not (Test-LabReplicating $Lab $From)) { Stop-LabCmdlet $cmdlet 'Cannot fail over the Central Management Server. Replication to the backup Central Management Store could not be completed.' 'ReplicationIncomplete' }
}

function Test-LabMoving($Lab) {
    $until = $Lab.Shared['settlesAt']
    return $null -ne $until -and $until -gt $Lab.Shared['now']
}

function Test-LabReplicating($Lab, [string]$From) {
    $module = $Lab.Shared['backup'][$From]['CMSMaster']
    if ($null -eq $module -or $module['ExportStatus'] -eq 'ErrorState') { return $false }
    foreach ($short in 'fe1', 'fe2') {
        $services = (Get-LabServer $Lab $short)['services']
        foreach ($name in 'LYNCBACKUP', 'MASTER', 'FTA', 'REPLICA') { if ($services[$name]['status'] -ne 'Running') { return $false } }
    }
    return $true
}

function Set-LabFailedOver($Lab, [string]$From, [string]$To, [bool]$Forced, [string]$Split) {
    if ($Split -ne '') {
        $recorder = $Lab.Recorder
        $Lab.Recorder = $Split
        try { Set-LabSplit $Lab } finally { $Lab.Recorder = $recorder }
        return
    }
    Set-LabMoved $Lab $From $To
    if (-not $Forced) { Set-LabValue $Lab "$From.xds.CurrentState" 3; return }
    # Forced: the source stays Active until the Backup Service demotes it (SUP-CMS scenario 1).
    if ($Lab.Shared['answers'][$From]) { Add-LabDemotion $Lab $From }
}

# Fifteen looks, one a minute; the failover itself is over by then (seed).
function Wait-LabVerification($Lab, [string]$From, [string]$To) {
    for ($left = 14; $left -ge 0; $left--) {
        if (Test-LabVerified $Lab $From $To) { return }
        if ($left -eq 0) { break }
        $Lab.Cmdlet.WriteWarning("Backup Central Management Store state is Active, the expected status is Backup. Note that if the local replica is out of date, the topology document may be obsolete. Ensure that the local replica is up to date, and run Test Management Server Cmdlet. Central management server verification failed. Verification execution will be retried once a minute for $left more minutes. Since Failover has already finished, the user can press Ctrl + c to end the current verification task at any time, and Failover will not be affected")
        Edit-LabWorld $Lab { Move-LabClock $Lab 1 }
    }
    Write-LabError $Lab.Cmdlet 'Backup Central Management Store state is Active, the expected status is Backup. Note that if the local replica is out of date, the topology document may be obsolete. Ensure that the local replica is up to date, and run Test Management Server Cmdlet. Central management server verification failed.' 'VerificationFailed'
}

# By an obsolete local replica the new active store is the one that should be Backup: the text is the same then.
function Test-LabVerified($Lab, [string]$From, [string]$To) {
    $local = (Get-LabServer $Lab $To)['rtclocal']['active']
    if (@($local) -notcontains $Lab.Shared['servers'][$To]) { return $false }
    if (-not $Lab.Shared['answers'][$From]) { return $true }
    return (Get-LabServer $Lab $From)['xds']['CurrentState'] -eq 3
}
