# Lab only: the one process of a lab server that runs changes, started by an agent and bound to none. Picks up request
# files, gives each a fresh runspace (as a new WinRM session would be), ends after some idle time, with its stop file or
# with its world. Arguments come in the environment, so nothing is quoted.
Set-StrictMode -Version 2.0
$journal = $env:SFB_RUNNER_JOURNAL
$world = [System.IO.Path]::Combine($env:SFB_RUNNER_WORLD, 'world.xml')
$marker = $env:SFB_RUNNER_MARKER
$script:Settings = @{ module = $env:SFB_RUNNER_MODULE; probes = $env:SFB_RUNNER_PROBES; world = $env:SFB_RUNNER_WORLD }
$script:TargetText = ''
$script:ChangeText = [System.IO.File]::ReadAllText([System.IO.Path]::Combine($PSScriptRoot, 'SfbChange.ps1'))
. ([System.IO.Path]::Combine($PSScriptRoot, 'SfbPlaces.ps1'))
$env:PSModulePath = ''
$global:PSModuleAutoLoadingPreference = 'None'

function New-SfbRunspace {
    $runspace = [System.Management.Automation.Runspaces.RunspaceFactory]::CreateRunspace($Host, (New-SfbLabState))
    $runspace.Open()
    return $runspace
}

function Start-SfbRequest([string]$Path, $Runspace) {
    $taken = [System.IO.Path]::ChangeExtension($Path, 'taken')
    try {
        [System.IO.File]::Move($Path, $taken)
        $order = [System.Management.Automation.PSSerializer]::Deserialize([System.IO.File]::ReadAllText($taken))
        [System.IO.File]::Delete($taken)
        if ($order -isnot [System.Collections.IDictionary]) { return $null }
    } catch { return $null }
    $order['HostFile'] = $env:SFB_RUNNER_HOST
    $order['HostFrom'] = [long](([System.IO.FileInfo]$env:SFB_RUNNER_HOST).Length)
    $shell = [System.Management.Automation.PowerShell]::Create()
    $shell.Runspace = $Runspace
    [void]$shell.AddScript($script:ChangeText).AddArgument($order)
    $log = [System.IO.Path]::Combine([System.IO.Path]::Combine($journal, [string]$order['job']), "$($order['step']).$($order['attempt']).log")
    return @{ shell = $shell; handle = $shell.BeginInvoke(); runspace = $Runspace; log = $log }
}

# Progress goes to no stream the change could read itself. Of a storm only the newest each turn; best effort.
function Write-SfbProgress($Running) {
    $records = @($Running.shell.Streams.Progress.ReadAll())
    if ($records.Count -eq 0) { return }
    $last = $records[$records.Count - 1]
    $text = "$($last.Activity): $($last.StatusDescription) ($($last.PercentComplete))".Replace('\', '\\').Replace("`r", '\r').Replace("`n", '\n').Replace("`t", '\t')
    $at = [datetime]::UtcNow.ToString('o', [System.Globalization.CultureInfo]::InvariantCulture)
    $bytes = [System.Text.Encoding]::UTF8.GetBytes("$at`tprogress`t$text`n")
    try {
        $stream = [System.IO.File]::Open($Running.log, 'Append', 'Write', 'ReadWrite, Delete')
        try { $stream.Write($bytes, 0, $bytes.Length) } finally { $stream.Dispose() }
    } catch { $null = $_ }
}

function Complete-SfbRequest($Running) {
    try { [void]$Running.shell.EndInvoke($Running.handle) } catch { $null = $_ }
    $Running.shell.Dispose()
    $Running.runspace.Dispose()
}

# Two runners would be harmless (the run lock lets one change through) but one is enough.
try { $lock = [System.IO.File]::Open([System.IO.Path]::Combine($journal, 'runner.lock'), 'OpenOrCreate', 'ReadWrite', 'None') } catch { return }
$requests = [System.IO.Path]::Combine($journal, 'requests')
$stop = [System.IO.Path]::Combine($journal, 'runner.stop')
[System.IO.File]::WriteAllText([System.IO.Path]::Combine($journal, 'runner.pid'), [string][System.Diagnostics.Process]::GetCurrentProcess().Id)
[void][System.IO.Directory]::CreateDirectory($requests)
$running = [System.Collections.ArrayList]@()
# Opened before they are needed: a runspace that opens beside a running change takes its progress away.
$spare = [System.Collections.ArrayList]@()
$idle = [System.Diagnostics.Stopwatch]::StartNew()
while ([System.IO.File]::Exists($world) -or ($marker -ne '' -and [System.IO.Directory]::Exists($marker))) {
    if ($running.Count -eq 0 -and ($idle.Elapsed.TotalMinutes -gt 5 -or [System.IO.File]::Exists($stop))) { break }
    while ($running.Count -eq 0 -and $spare.Count -lt 2) { [void]$spare.Add((New-SfbRunspace)) }
    try { $files = [System.IO.Directory]::GetFiles($requests, '*.xml') } catch { break }
    foreach ($path in $files) {
        if (-not $path.EndsWith('.xml')) { continue }
        if ($spare.Count -eq 0) { [void]$spare.Add((New-SfbRunspace)) }
        $started = Start-SfbRequest $path $spare[0]
        if ($null -eq $started) { continue }
        $spare.RemoveAt(0)
        [void]$running.Add($started)
    }
    foreach ($one in $running.ToArray()) {
        Write-SfbProgress $one
        if (-not $one.handle.IsCompleted) { continue }
        Complete-SfbRequest $one
        $running.Remove($one)
        $idle = [System.Diagnostics.Stopwatch]::StartNew()
    }
    [System.Threading.Thread]::Sleep(20)
}
try { [System.IO.File]::Delete($stop) } catch { $null = $_ }
[System.Environment]::Exit(0)
