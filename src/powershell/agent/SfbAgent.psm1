# The agent: one long-lived PowerShell process of the worker. Takes one base64 CLIXML request at a time, checks it
# against its own allow-list, runs the calls of a batch in runspace pools (one per place), answers one frame a call.
# Written for Windows PowerShell 5.1: language, Core cmdlets and .NET Framework 4.7.2 types only.
#
# Frame:  SFB1 <request id> <kind> <call number> <length> <base64 CLIXML>        on a line of its own
# Spool:  SFB1 <request id> <kind> <call number> <length> @<file name>:<sha256>  for payloads above 64 KB

Set-StrictMode -Version 2.0

$script:AllowList = & ([System.IO.Path]::Combine($PSScriptRoot, 'SfbAllowList.ps1'))
$script:TargetText = [System.IO.File]::ReadAllText([System.IO.Path]::Combine($PSScriptRoot, 'SfbTarget.ps1'))
$script:Settings = $null
$script:Pools = @{}
$script:SpoolAbove = 65536

function Write-SfbFrame([string]$RequestId, [string]$Kind, [int]$Number, $Body) {
    $text = [System.Management.Automation.PSSerializer]::Serialize($Body, 32)
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

function New-SfbLabState {
    $state = [System.Management.Automation.Runspaces.InitialSessionState]::CreateDefault2()
    $state.Variables.Add([System.Management.Automation.Runspaces.SessionStateVariableEntry]::new('PSModuleAutoLoadingPreference', 'None', ''))
    $state.ImportPSModule([string[]]@($script:Settings.module, $script:Settings.probes))
    return $state
}

# A pool per computer: the lab and the jump host in this process, a front end through WinRM.
function Get-SfbPool([string]$Computer, [bool]$Jump) {
    if ($script:Pools.ContainsKey($Computer)) { return $script:Pools[$Computer] }
    $size = 2
    if ($Jump) { $size = 16 }
    if ($null -ne $script:Settings.world) {
        $pool = [System.Management.Automation.Runspaces.RunspaceFactory]::CreateRunspacePool(1, $size, (New-SfbLabState), $Host)
    } elseif ($Jump) {
        $state = [System.Management.Automation.Runspaces.InitialSessionState]::CreateDefault2()
        $state.ImportPSModule([string[]]@($script:Settings.module, $script:Settings.probes))
        $pool = [System.Management.Automation.Runspaces.RunspaceFactory]::CreateRunspacePool(1, $size, $state, $Host)
    } else {
        $pool = New-SfbRemotePool $Computer $size
    }
    # Idle threads of a pool are foreground threads: with a thread per call the process ends when stdin and the call do.
    if ($null -ne $script:Settings.world -or $Jump) { $pool.ThreadOptions = 'UseNewThread' }
    $pool.Open()
    $script:Pools[$Computer] = $pool
    return $pool
}

# WinRM read session (never run on Windows by us): the session configuration makes the second hop work (design 4).
function New-SfbRemotePool([string]$Computer, [int]$Size) {
    $shell = 'http://schemas.microsoft.com/powershell/' + $script:Settings.sessionConfiguration
    $uri = [System.Uri]"http://${Computer}:5985/wsman"
    $connection = [System.Management.Automation.Runspaces.WSManConnectionInfo]::new($uri, $shell, [System.Management.Automation.PSCredential]$null)
    $connection.OperationTimeout = 180000
    $connection.OpenTimeout = 30000
    return [System.Management.Automation.Runspaces.RunspaceFactory]::CreateRunspacePool(1, $Size, $connection, $Host)
}

function Clear-SfbPool {
    foreach ($pool in @($script:Pools.Values)) { try { $pool.Dispose() } catch { $null = $_ } }
    $script:Pools = @{}
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
    $resolved = @{ Cmdlet = $entry.Cmdlet; Effect = $entry.Effect; Parameters = $parameters; Fields = $Call.fields; Lab = $null }
    if ($null -ne $script:Settings.world) { $resolved.Lab = @{ World = $script:Settings.world; Server = [string]$Call.computer } }
    return $resolved
}

function Get-SfbFailure([string]$Message, [string]$Id) {
    $failure = [ordered]@{ message = $Message; id = $Id; category = 'NotSpecified'; exception = '' }
    return [ordered]@{ rows = @(); types = @(); errors = @($failure); warnings = @(); verbose = @(); at = [datetime]::UtcNow.ToString('o'); ms = 0.0 }
}

function Start-SfbCall($Request, $Call) {
    $resolved = Resolve-SfbCall $Request $Call
    $shell = [System.Management.Automation.PowerShell]::Create()
    $shell.RunspacePool = Get-SfbPool ([string]$Call.computer) ([bool]$Call.jump)
    [void]$shell.AddScript($script:TargetText).AddArgument($resolved)
    return @{ number = [int]$Call.number; shell = $shell; handle = $shell.BeginInvoke() }
}

function Complete-SfbCall($Running) {
    try {
        $output = $Running.shell.EndInvoke($Running.handle)
        if ($output.Count -ne 1) { return Get-SfbFailure 'The target gave no complete answer.' 'SfbNoAnswer' }
        return $output[0]
    } catch {
        return Get-SfbFailure ([string]$_.Exception.Message) 'SfbTargetFailed'
    } finally { $Running.shell.Dispose() }
}

function Invoke-SfbBatch($Request) {
    $running = [System.Collections.ArrayList]@()
    foreach ($call in $Request.calls) {
        try { [void]$running.Add((Start-SfbCall $Request $call)) }
        catch { Write-SfbFrame $Request.id 'answer' ([int]$call.number) (Get-SfbFailure ([string]$_.Exception.Message) 'SfbRefused') }
    }
    while ($running.Count -gt 0) {
        $finished = @($running | Where-Object -FilterScript { $_.handle.IsCompleted })
        if ($finished.Count -eq 0) { [System.Threading.Thread]::Sleep(1); continue }
        foreach ($one in $finished) {
            $running.Remove($one)
            Write-SfbFrame $Request.id 'answer' $one.number (Complete-SfbCall $one)
        }
    }
}

# Who is speaking: engine, process, module and whether it is the lab's; lab and real can't be mixed up.
function Get-SfbHello($Request) {
    $script:Settings = $Request.settings
    Clear-SfbPool
    if ($null -ne $script:Settings.world) { $env:PSModulePath = '' }
    $shell = [System.Management.Automation.PowerShell]::Create()
    try {
        $shell.RunspacePool = Get-SfbPool ([string]$Request.jump) $true
        $script = 'param($path) $m = @(Get-Module | Where-Object -FilterScript { $_.Path -eq $path -or $_.Name -eq $path -or $_.ModuleBase -eq $path -or $_.Path -like "*SkypeForBusiness*" })[0]; ' +
            '$lab = $null -ne (Get-Command -Name Get-SfbLabMarker -ErrorAction SilentlyContinue); @{ path = [string]$m.Path; version = [string]$m.Version; lab = $lab }'
        $module = @($shell.AddScript($script).AddArgument([string]$script:Settings.module).Invoke())[0]
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

# The one entry: everything that comes in, comes through here.
function Invoke-SfbRequest([string]$Encoded) {
    $id = '-'
    try {
        $text = [System.Text.Encoding]::UTF8.GetString([System.Convert]::FromBase64String($Encoded))
        $request = [System.Management.Automation.PSSerializer]::Deserialize($text)
        Assert-SfbPlain $request 'request'
        $id = [string]$request.id
        if ($id -notmatch '^[0-9a-f]{32}$') { throw 'The request id is not 32 hexadecimal digits.' }
        switch ([string]$request.kind) {
            'hello' { Write-SfbFrame $id 'hello' 0 (Get-SfbHello $request) }
            'renew' { Clear-SfbPool }
            'batch' { Invoke-SfbBatch $request }
            default { throw "The request kind '$($request.kind)' is not known." }
        }
        Write-SfbFrame $id 'end' 0 @{ ok = $true }
    } catch {
        Write-SfbFrame $id 'end' 0 @{ ok = $false; message = [string]$_.Exception.Message }
    }
}

[System.Console]::OutputEncoding = [System.Text.UTF8Encoding]::new($false)
[System.Threading.Thread]::CurrentThread.CurrentCulture = [System.Globalization.CultureInfo]::InvariantCulture
Export-ModuleMember -Function Invoke-SfbRequest
