# How a change is begun on its target. Only the launch differs between a real site and the lab; what runs there is the
# same SfbChange.ps1. Dot-sourced by SfbAgent.psm1.

# WinRM (never run on Windows by us): a session of its own that nobody is connected to, so that the change outlives us.
function Get-SfbDetachedArguments($Order, [string]$Computer) {
    $configuration = 'Microsoft.PowerShell'
    if ($script:Settings.sessionConfiguration) { $configuration = [string]$script:Settings.sessionConfiguration }
    $option = [System.Management.Automation.Remoting.PSSessionOption]::new()
    # Above the longest bound of any use, and never waiting for somebody to take the output.
    $option.IdleTimeout = [timespan]'12:00:00'
    $option.OutputBufferingMode = 'Drop'
    $option.OpenTimeout = [timespan]'00:00:30'
    $option.OperationTimeout = [timespan]'00:03:00'
    return @{
        ComputerName = $Computer; ConfigurationName = $configuration; Authentication = 'Kerberos'
        InDisconnectedSession = $true; SessionName = "sfb-$($Order.job)-$($Order.step)"
        SessionOption = $option
        ScriptBlock = [scriptblock]::Create($script:ChangeText); ArgumentList = , $Order; ErrorAction = 'Stop'
    }
}

function Start-SfbRemoteChange($Order, [string]$Computer) {
    $detached = Get-SfbDetachedArguments $Order $Computer
    [void](Invoke-Command @detached)
}

# Lab: a process of its own in a session of its own; its host text goes to a file, its input is empty.
function Start-SfbLabRunner([string]$Journal) {
    $start = [System.Diagnostics.ProcessStartInfo]'/bin/sh'
    $start.Arguments = '-c "if command -v setsid >/dev/null; then set -- setsid; fi; \"$@\" \"$SFB_RUNNER_ENGINE\" -NoProfile -NonInteractive -File \"$SFB_RUNNER_SCRIPT\" </dev/null >>\"$SFB_RUNNER_HOST\" 2>/dev/null &"'
    $start.UseShellExecute = $false
    $values = @{
        SFB_RUNNER_ENGINE = [System.Diagnostics.Process]::GetCurrentProcess().MainModule.FileName
        SFB_RUNNER_SCRIPT = [System.IO.Path]::Combine($PSScriptRoot, 'SfbRunner.ps1'); SFB_RUNNER_HOST = [System.IO.Path]::Combine($Journal, 'runner.out')
        SFB_RUNNER_JOURNAL = $Journal; SFB_RUNNER_WORLD = [string]$script:Settings.world; SFB_RUNNER_MARKER = $Journal
        SFB_RUNNER_MODULE = [string]$script:Settings.module; SFB_RUNNER_PROBES = [string]$script:Settings.probes
    }
    foreach ($name in @($values.Keys)) { $start.EnvironmentVariables[$name] = $values[$name] }
    $process = [System.Diagnostics.Process]::Start($start)
    $process.WaitForExit()
    $process.Dispose()
}

function Test-SfbLabRunner([string]$Journal) {
    try { ([System.IO.File]::Open([System.IO.Path]::Combine($Journal, 'runner.lock'), 'OpenOrCreate', 'ReadWrite', 'None')).Dispose() } catch { return $true }
    return $false
}

# One question to the journal of a place. The answer is a dictionary; `ok = false` in it says why not.
function Invoke-SfbJournal($Place, $Order) {
    $shell = [System.Management.Automation.PowerShell]::Create()
    try {
        $shell.RunspacePool = $Place.Pool
        if ($Place.Here) { [void]$shell.AddCommand('Invoke-SfbJournalOrder') } else { [void]$shell.AddScript($script:ChangeText) }
        return @($shell.AddArgument($Order).Invoke())[0]
    } finally { $shell.Dispose() }
}

function New-SfbOrder($Request, $Place, [string]$What) {
    $order = @{}
    foreach ($key in 'job', 'step', 'attempt', 'epoch', 'owner', 'installation', 'before', 'from', 'ticket') { $order[$key] = $Request.order[$key] }
    $order.what = $What; $order.Here = $Place.Here; $order.Modules = $Place.Modules; $order.Journal = $null; $order.Lab = $null
    if ($null -ne $script:Settings.world) {
        $order.Lab = @{ World = $script:Settings.world; Server = [string]$Request.computer }
        $order.Journal = [System.IO.Path]::Combine([System.IO.Path]::Combine($script:Settings.world, 'journal'), [string]$Request.computer)
    }
    return $order
}

# Resolves cmdlet and parameters from the allow-list as a read does, launches, and waits until it was begun or refused.
function Start-SfbOrder($Request, $Place) {
    $entry = $script:AllowList[[string]$Request.call.use]
    if ($null -ne $entry -and 'reversible', 'destructive' -cnotcontains $entry.Effect) { throw "The use '$($Request.call.use)' is no change; it was not run." }
    $call = Resolve-SfbCall $Request $Request.call
    $order = New-SfbOrder $Request $Place 'start'
    $order.Cmdlet = $call.Cmdlet; $order.Effect = $call.Effect; $order.Parameters = $call.Parameters; $order.use = [string]$Request.call.use
    $ask = New-SfbOrder $Request $Place 'ticket'
    $lab = $null -ne $script:Settings.world
    if ($lab) {
        $order.Here = $false; $order.Modules = $null
        $order.Lab.Launcher = [System.Diagnostics.Process]::GetCurrentProcess().Id
        $post = New-SfbOrder $Request $Place 'post'
        $post.request = $order
        $posted = Invoke-SfbJournal $Place $post
        if ($posted['ok'] -ne $true) { return $posted }
    } else { Start-SfbRemoteChange $order ([string]$Request.computer) }
    $watch = [System.Diagnostics.Stopwatch]::StartNew()
    $launched = -10000.0
    while ($watch.Elapsed.TotalMilliseconds -lt [double]$Request.waitMs) {
        $now = $watch.Elapsed.TotalMilliseconds
        if ($lab -and $now - $launched -gt 3000 -and -not (Test-SfbLabRunner $order.Journal)) { Start-SfbLabRunner $order.Journal; $launched = $now }
        $told = Invoke-SfbJournal $Place $ask
        if ($told.Contains('ok') -or $null -ne $told['intent']) { return $told }
        [System.Threading.Thread]::Sleep(10)
    }
    if ($lab -and (Invoke-SfbJournal $Place (New-SfbOrder $Request $Place 'withdraw'))['withdrawn'] -eq $true) { return @{ ok = $false; why = 'missing'; reason = 'not-begun'; message = 'Its runner did not take the order, which was withdrawn.' } }
    return @{ ok = $false; why = 'unknown'; reason = 'not-heard'; message = 'Nothing was heard of it.' }
}

function Invoke-SfbOrderRequest($Request) {
    try { $place = Get-SfbPlace ([string]$Request.computer) ([bool]$Request.jump) }
    catch { Write-SfbFailed $Request.id 0 'unreached' ([string]$_.Exception.Message); return }
    if ($Request.order.what -ceq 'start') {
        try { $call = Resolve-SfbCall $Request $Request.call } catch { Write-SfbFailed $Request.id 0 'refused' ([string]$_.Exception.Message); return }
        $told = Start-SfbOrder $Request $place
    } else { $told = Invoke-SfbJournal $place (New-SfbOrder $Request $place ([string]$Request.order.what)) }
    Write-SfbFrame $Request.id 'journal' 0 $told
}
