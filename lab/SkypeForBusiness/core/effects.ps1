# Bookkeeping of the lab itself: who called what with an effect, and the event log of each server.

# Runs the change of a cmdlet: a line in calls.log, its duration on the virtual clock, the change, another line. The
# lines are on disk at once and never rewritten: they are how a test counts what really ran.
function Invoke-LabEffect($Lab, [double]$EffectMinutes, [scriptblock]$Effect) {
    # Names of its own: the effect runs below this function and still means its cmdlet's variables.
    $effectName = $Lab.Cmdlet.MyInvocation.MyCommand.Name
    $effectDies = Get-LabFaultOption $Lab 'cmdlet-dies'
    $effectMark = 'failed'
    if ($Lab.Shared['rightsLost']) { Stop-LabCmdlet $Lab.Cmdlet (Get-LabText $Lab 'accessDenied') 'AccessDenied' 'PermissionDenied' ([System.UnauthorizedAccessException]::new((Get-LabText $Lab 'accessDenied'))) }
    Write-LabCall $Lab $effectName 'begin'
    if ($effectDies -eq $effectName) { Stop-LabProcess }
    Wait-LabLauncher $Lab $effectName
    try {
        Edit-LabWorld $Lab { Move-LabClock $Lab $EffectMinutes; & $Effect }
        if ($effectDies -eq "${effectName}:after") { Stop-LabProcess }
        $effectMark = 'end'
    } finally { Write-LabCall $Lab $effectName $effectMark }
}

# A WinRM shell may outlive whoever opened it, or be torn down some time after. Only the runner knows its launcher.
function Wait-LabLauncher($Lab, [string]$Name) {
    $launcher = $global:SfbLab.Launcher
    $runsOn = (Get-LabFaultOption $Lab 'remote-runs-on') -eq $Name
    $tornDown = (Get-LabFaultOption $Lab 'remote-torn-down-late') -eq $Name
    if ($null -eq $launcher -or -not ($runsOn -or $tornDown)) { return }
    $watch = [System.Diagnostics.Stopwatch]::StartNew()
    while ($watch.ElapsedMilliseconds -lt 3000) {
        Wait-LabReal 25
        $alive = $false
        try { $alive = -not [System.Diagnostics.Process]::GetProcessById([int]$launcher).HasExited } catch { $alive = $false }
        if ($alive) { continue }
        Wait-LabReal 500
        if ($tornDown) { Stop-LabProcess }
        return
    }
}

# Virtual time, server, cmdlet, mark (begin, end, failed), parameters as given.
function Write-LabCall($Lab, [string]$Cmdlet, [string]$Mark) {
    $at = $Lab.Shared['now'].ToString('yyyy-MM-ddTHH:mm:ssZ', [cultureinfo]::InvariantCulture)
    $given = $Lab.Cmdlet.MyInvocation.BoundParameters
    $parameters = @(foreach ($key in @($given.Keys | Sort-LabText)) { "-$key $($given[$key])" -replace '\s+', ' ' }) -join ' '
    Add-LabLine ([System.IO.Path]::Combine($Lab.Path, 'calls.log')) "$at`t$($Lab.Server)`t$Cmdlet`t$Mark`t$parameters"
}

function Stop-LabProcess { [System.Diagnostics.Process]::GetCurrentProcess().Kill() }

# Time, source, id, level, text; tab-separated, one line per event, appended only.
function Add-LabEventLine([string]$Folder, [string]$Fqdn, [datetime]$At, $Event) {
    $time = $At.ToString('yyyy-MM-ddTHH:mm:ssZ', [cultureinfo]::InvariantCulture)
    Add-LabLine ([System.IO.Path]::Combine($Folder, "events-$Fqdn.log")) "$time`t$($Event['source'])`t$($Event['id'])`t$($Event['level'])`t$($Event['text'])"
}

# The HTML log of a deployment cmdlet and the two warnings it ends with when something is wrong (sfb-facts 2).
function Write-LabReport($Lab, [string]$Report, [int]$Errors) {
    $name = $Lab.Cmdlet.MyInvocation.MyCommand.Name
    $shown = $Report
    if ($Report -eq '') { $shown = "C:\Users\Administrator\AppData\Local\Temp\2\$name-$([System.Guid]::NewGuid()).html" }
    else {
        # The change has happened by now: a log that can't be written does not undo it.
        $path = Resolve-LabFile $Lab $Report
        if ([System.IO.Directory]::Exists([System.IO.Path]::GetDirectoryName($path))) { [System.IO.File]::WriteAllText($path, "<html><body><h1>$name</h1><p>$($Lab.Server): $Errors errors</p></body></html>") }
    }
    if ($Errors -eq 0) { return }
    $Lab.Cmdlet.WriteWarning("$name encountered errors. Consult the log file for a detailed analysis, and to make sure that all errors ($Errors) and warnings (0) are addressed before continuing.")
    $Lab.Cmdlet.WriteWarning("Detailed results can be found at `"$shown`".")
}
