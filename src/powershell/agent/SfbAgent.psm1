# The agent: one long-lived PowerShell process of the worker. Takes one base64 CLIXML request at a time, checks it
# against its own allow-list, runs the calls of a batch in runspace pools (one per place), answers one frame a call:
# `answer`, or `failed` when there is none; `stream` frames tell before it what a call says while it runs.
# Written for Windows PowerShell 5.1: language, Core cmdlets and .NET Framework 4.7.2 types only.
#
# Frame:  SFB1 <request id> <kind> <call number> <length> <base64 CLIXML>        on a line of its own
# Spool:  SFB1 <request id> <kind> <call number> <length> @<file name>:<sha256>  for payloads above 64 KB

Set-StrictMode -Version 2.0

$script:AllowList = & ([System.IO.Path]::Combine($PSScriptRoot, 'SfbAllowList.ps1'))
$script:TargetText = [System.IO.File]::ReadAllText([System.IO.Path]::Combine($PSScriptRoot, 'SfbTarget.ps1'))
$script:ChangeText = [System.IO.File]::ReadAllText([System.IO.Path]::Combine($PSScriptRoot, 'SfbChange.ps1'))
$script:Settings = $null
$script:SpoolAbove = 65536
# Milliseconds between two `stream` frames of one call: a storm of warnings or progress must stay cheap.
$script:StreamEvery = 100

. ([System.IO.Path]::Combine($PSScriptRoot, 'SfbPlaces.ps1'))
. ([System.IO.Path]::Combine($PSScriptRoot, 'SfbLaunch.ps1'))

function Write-SfbFrame([string]$RequestId, [string]$Kind, [int]$Number, $Body) {
    try { $text = [System.Management.Automation.PSSerializer]::Serialize($Body, 32) }
    catch {
        # U+FFFE and U+FFFF have no place in XML and the engine does not escape them: this frame is lost, no other is.
        if ($Kind -eq 'stream') { return }
        if ($Kind -eq 'answer') { $Kind = 'failed' }
        $text = [System.Management.Automation.PSSerializer]::Serialize(@{ ok = $false; why = 'unsendable'; message = 'It ended, but what it said holds characters that CLIXML cannot carry.' })
    }
    $bytes = [System.Text.Encoding]::UTF8.GetBytes($text)
    if ($bytes.Length -le $script:SpoolAbove) {
        $payload = [System.Convert]::ToBase64String($bytes)
    } else {
        $name = [System.Guid]::NewGuid().ToString('N') + '.clixml'
        [System.IO.File]::WriteAllBytes([System.IO.Path]::Combine($script:Settings.spool, $name), $bytes)
        $hash = [System.Security.Cryptography.SHA256]::Create().ComputeHash($bytes)
        $payload = '@' + $name + ':' + [System.BitConverter]::ToString($hash).Replace('-', '').ToLowerInvariant()
    }
    try {
        # Best effort: a dead pipe never ends a cmdlet or skips an outcome (engineering-notes 2.2.9).
        [System.Console]::Out.Write("`nSFB1 $RequestId $Kind $Number $($bytes.Length) $payload`n")
        [System.Console]::Out.Flush()
    } catch { $null = $_ }
}

# Only plain values may come in; anything else (a script block, a live object) is refused before use.
function Assert-SfbPlain($Value, [string]$Path) {
    if ($null -eq $Value -or $Value -is [string] -or $Value -is [bool] -or $Value -is [int] -or $Value -is [long] -or
        $Value -is [double] -or $Value -is [datetime] -or $Value -is [timespan] -or $Value -is [byte[]]) { return }
    if ($Value -is [System.Collections.IDictionary]) {
        foreach ($key in @($Value.Keys)) {
            if ($key -isnot [string]) { throw "$Path has a key that is not a string." }
            Assert-SfbPlain $Value[$key] "$Path.$key"
        }
        return
    }
    if ($Value -is [System.Collections.IList]) { foreach ($item in $Value) { Assert-SfbPlain $item "$Path[]" }; return }
    throw "$Path is a $($Value.GetType().FullName); only plain values are taken."
}

# What a call may be is decided here, not by the caller: use name -> cmdlet, effect, fixed and permitted parameters.
function Resolve-SfbCall($Request, $Call) {
    $entry = $script:AllowList[[string]$Call.use]
    if ($null -eq $entry) { throw "The use '$($Call.use)' is not on the agent's allow-list; it was not run." }
    if ($entry.Effect -ne $Request.effect) {
        throw "The use '$($Call.use)' has the effect '$($entry.Effect)' and was asked for as '$($Request.effect)'; it was not run."
    }
    $parameters = @{}
    foreach ($key in @($Call.params.Keys)) {
        if ($entry.Parameters -notcontains $key) { throw "The parameter '$key' is not allowed for '$($Call.use)'; it was not run." }
        $parameters[$key] = $Call.params[$key]
    }
    foreach ($key in @($entry.Fixed.Keys)) { $parameters[$key] = $entry.Fixed[$key] }
    $resolved = @{ Cmdlet = $entry.Cmdlet; Effect = $entry.Effect; Parameters = $parameters; Fields = $Call.fields; Lab = $null; Here = $false; Modules = $null; Probes = $null }
    if ($null -ne $script:Settings.world) { $resolved.Lab = @{ World = $script:Settings.world; Server = [string]$Call.computer } }
    return $resolved
}

# No answer from a call, and why: refused (not run), unreached (not run), lost (nobody knows whether it ran).
function Write-SfbFailed([string]$RequestId, [int]$Number, [string]$Why, [string]$Message) {
    Write-SfbFrame $RequestId 'failed' $Number ([ordered]@{ why = $Why; message = $Message })
}

# Null when the call was refused or its place can't be reached; then its frame is already written.
function Start-SfbCall($Request, $Call) {
    $number = [int]$Call.number
    try { $resolved = Resolve-SfbCall $Request $Call }
    catch { Write-SfbFailed $Request.id $number 'refused' ([string]$_.Exception.Message); return $null }
    try {
        $place = Get-SfbPlace ([string]$Call.computer) ([bool]$Call.jump)
        $resolved.Modules = $place.Modules
        $resolved.Here = $place.Here
        if ($resolved.Cmdlet -match '-Sfb') { $resolved.Probes = $place.Probes }
        $shell = [System.Management.Automation.PowerShell]::Create()
        $shell.RunspacePool = $place.Pool
        if ($place.Here) { [void]$shell.AddCommand('Invoke-SfbTarget') } else { [void]$shell.AddScript($script:TargetText) }
        [void]$shell.AddArgument($resolved)
        $nothing = New-SfbBuffer
        $nothing.Complete()
        $output = New-SfbBuffer
        return @{
            number = $number; place = $place; shell = $shell; output = $output; handle = $shell.BeginInvoke($nothing, $output)
            answers = [System.Collections.ArrayList]@(); stream = [bool]$Call.stream; told = -$script:StreamEvery
            warnings = [System.Collections.ArrayList]@(); verbose = [System.Collections.ArrayList]@(); progress = $null
        }
    } catch { Write-SfbFailed $Request.id $number 'unreached' ([string]$_.Exception.Message); return $null }
}

function New-SfbBuffer { return , [System.Management.Automation.PSDataCollection[psobject]]::new() }

# Takes what the target has put out so far: lines of its streams, and last the answer.
function Read-SfbOutput($Running) {
    foreach ($item in $Running.output.ReadAll()) {
        if ($item -is [System.Collections.IDictionary] -and $item.Contains('sfbStream')) { [void]$Running[[string]$item['sfbStream']].Add([string]$item['text']) }
        else { [void]$Running.answers.Add($item) }
    }
    foreach ($record in $Running.shell.Streams.Progress.ReadAll()) {
        $Running.progress = [ordered]@{ activity = [string]$record.Activity; status = [string]$record.StatusDescription; percent = $record.PercentComplete }
    }
}

function Write-SfbStream($Request, $Running, [double]$Now) {
    Read-SfbOutput $Running
    if (-not $Running.stream -or $Now - $Running.told -lt $script:StreamEvery) { return }
    if ($Running.warnings.Count + $Running.verbose.Count -eq 0 -and $null -eq $Running.progress) { return }
    $said = [ordered]@{ warnings = $Running.warnings; verbose = $Running.verbose; progress = $Running.progress }
    Write-SfbFrame $Request.id 'stream' $Running.number $said
    $Running.told = $Now
    $Running.progress = $null
    $Running.warnings = [System.Collections.ArrayList]@()
    $Running.verbose = [System.Collections.ArrayList]@()
}

function Complete-SfbCall($Request, $Running) {
    $message = 'The server gave no complete answer.'
    if (-not $Running.handle.IsCompleted) {
        Write-SfbStream $Request $Running ([double]::MaxValue)
        Write-SfbFailed $Request.id $Running.number 'lost' 'The process of the server ended before it answered.'
        return
    }
    try { [void]$Running.shell.EndInvoke($Running.handle) } catch { $message = [string]$_.Exception.Message }
    Write-SfbStream $Request $Running ([double]::MaxValue)
    $Running.shell.Dispose()
    if ($Running.answers.Count -eq 1) { Write-SfbFrame $Request.id 'answer' $Running.number $Running.answers[0]; return }
    Write-SfbFailed $Request.id $Running.number 'lost' $message
}

function Invoke-SfbBatch($Request) {
    $running = [System.Collections.ArrayList]@()
    foreach ($call in $Request.calls) {
        $started = Start-SfbCall $Request $call
        if ($null -ne $started) { [void]$running.Add($started) }
    }
    $watch = [System.Diagnostics.Stopwatch]::StartNew()
    $looked = 0.0
    while ($running.Count -gt 0) {
        foreach ($one in $running.ToArray()) {
            if (-not ($one.handle.IsCompleted -or ($one.place.Process -and $one.place.Process.HasExited))) { continue }
            $running.Remove($one)
            Complete-SfbCall $Request $one
        }
        $now = $watch.Elapsed.TotalMilliseconds
        if ($now - $looked -ge 20) {
            foreach ($one in $running) { if ($one.stream) { Write-SfbStream $Request $one $now } }
            $looked = $now
        }
        # At most 64 handles can be waited for; those are the ones that run, the others wait for a runspace.
        $handles = @(foreach ($one in $running) { $one.handle.AsyncWaitHandle })
        if ($handles.Count -gt 60) { $handles = $handles[0..59] }
        if ($handles.Count -gt 0) { [void][System.Threading.WaitHandle]::WaitAny([System.Threading.WaitHandle[]]$handles, 20) }
    }
}

# Who is speaking: engine, process, module and whether it is the lab's; lab and real can't be mixed up.
function Get-SfbHello($Request) {
    $script:Settings = $Request.settings
    Clear-SfbPlaces
    if ($null -ne $script:Settings.world) {
        $env:PSModulePath = ''
        $global:PSModuleAutoLoadingPreference = 'None'
    }
    $shell = [System.Management.Automation.PowerShell]::Create()
    try {
        $shell.RunspacePool = (Get-SfbPlace ([string]$Request.jump) $true).Pool
        $script = {
            param($path)
            [System.Threading.Thread]::CurrentThread.IsBackground = $true
            $found = @(Get-Module | Where-Object -FilterScript { $_.Path -eq $path -or $_.Name -eq $path -or $_.ModuleBase -eq $path -or $_.Path -like '*SkypeForBusiness*' })[0]
            $lab = $null -ne (Get-Command -Name Get-SfbLabMarker -ErrorAction SilentlyContinue)
            @{ path = [string]$found.Path; version = [string]$found.Version; lab = $lab }
        }
        $module = @($shell.AddScript($script.ToString()).AddArgument([string]$script:Settings.module).Invoke())[0]
        $fault = ''
        if ($shell.Streams.Error.Count -gt 0) { $fault = [string]$shell.Streams.Error[0] }
    } finally { $shell.Dispose() }
    $process = [System.Diagnostics.Process]::GetCurrentProcess()
    return [ordered]@{
        pid = $process.Id; started = $process.StartTime.ToUniversalTime().ToString('o')
        version = [string]$PSVersionTable.PSVersion; edition = [string]$PSVersionTable.PSEdition
        language = [string]$ExecutionContext.SessionState.LanguageMode
        module = [string]$module.path; moduleVersion = [string]$module.version; lab = [bool]$module.lab; fault = $fault
    }
}

# Only a lab's time can be moved, and only that of the world this agent was opened on.
function Step-SfbLabClock($Request) {
    if ($null -eq $script:Settings -or $null -eq $script:Settings.world) { throw 'This is not a lab; its time cannot be moved.' }
    $shell = [System.Management.Automation.PowerShell]::Create()
    try {
        $shell.RunspacePool = (Get-SfbPlace ([string]$Request.jump) $true).Pool
        [void]$shell.AddCommand('Step-LabClock').AddParameter('World', $script:Settings.world).AddParameter('Minutes', [double]$Request.minutes)
        [void]$shell.Invoke()
        if ($shell.Streams.Error.Count -gt 0) { throw [string]$shell.Streams.Error[0] }
    } finally { $shell.Dispose() }
}

# The one entry: everything that comes in, comes through here.
function Invoke-SfbRequest([string]$Encoded) {
    $id = '-'
    try {
        $text = [System.Text.Encoding]::UTF8.GetString([System.Convert]::FromBase64String($Encoded))
        $request = [System.Management.Automation.PSSerializer]::Deserialize($text)
        # Before anything else is looked at, so that a refusal reaches who asked.
        if ([string]$request.id -notmatch '^[0-9a-f]{32}$') { throw 'The request id is not 32 hexadecimal digits.' }
        $id = [string]$request.id
        Assert-SfbPlain $request 'request'
        switch ([string]$request.kind) {
            'hello' { Write-SfbFrame $id 'hello' 0 (Get-SfbHello $request) }
            'renew' { Clear-SfbPlaces }
            'lab-clock' { Step-SfbLabClock $request }
            'batch' { Invoke-SfbBatch $request }
            'journal' { Invoke-SfbOrderRequest $request }
            default { throw "The request kind '$($request.kind)' is not known." }
        }
        Write-SfbFrame $id 'end' 0 @{ ok = $true }
    } catch {
        Write-SfbFrame $id 'end' 0 @{ ok = $false; message = [string]$_.Exception.Message }
    }
}

# Frames are ASCII; only host text needs this, and without a console Windows refuses it.
try { [System.Console]::OutputEncoding = [System.Text.UTF8Encoding]::new($false) } catch { $null = $_ }
[System.Threading.Thread]::CurrentThread.CurrentCulture = [System.Globalization.CultureInfo]::InvariantCulture
Export-ModuleMember -Function Invoke-SfbRequest
