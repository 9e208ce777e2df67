# The runner on the target and its journal. ONE text with one argument, run where the change belongs: in a read session
# for `fence`, `look`, `tail`, `adopt`, `post`, `withdraw`, `ticket`; detached for `start`. PowerShell 3 syntax, language
# and Core only. Two locks, both freed by the death of their process: state.lock for a moment, so that fence and intent
# are one after the other; run.lock as long as a change runs. What is written once is never written over.
param($Order)

# Only what is thrown here is told as a refusal; anything else means that the journal could not be used.
function Stop-SfbOrder([string]$Why, [string]$Reason, [string]$Message) {
    $refusal = [System.InvalidOperationException]$Message
    $refusal.Data['why'] = $Why
    $refusal.Data['reason'] = $Reason
    throw $refusal
}

function Get-SfbNow { return [datetime]::UtcNow.ToString('o', [System.Globalization.CultureInfo]::InvariantCulture) }

function Join-SfbJournal([string]$Name) { return [System.IO.Path]::Combine($script:Journal, $Name) }

# On disk before it has its name, so a name never means half a file; a name that is taken is never written over.
function Write-SfbRecord([string]$Path, $Value) {
    [void][System.IO.Directory]::CreateDirectory([System.IO.Path]::GetDirectoryName($Path))
    # U+FFFE and U+FFFF have no place in XML and the engine does not escape them.
    $bytes = [System.Text.Encoding]::UTF8.GetBytes(([System.Management.Automation.PSSerializer]::Serialize($Value, 32)))
    $temporary = $Path + '.' + [System.Guid]::NewGuid().ToString('N') + '.tmp'
    $stream = [System.IO.File]::Open($temporary, 'CreateNew', 'Write', 'None')
    try { $stream.Write($bytes, 0, $bytes.Length); $stream.Flush($true) } finally { $stream.Dispose() }
    [System.IO.File]::Move($temporary, $Path)
}

function Read-SfbRecord([string]$Path) {
    try { $value = [System.Management.Automation.PSSerializer]::Deserialize([System.IO.File]::ReadAllText($Path)) }
    catch { $value = $null }
    if ($value -isnot [System.Collections.IDictionary]) { Stop-SfbOrder 'damaged' 'journal-damaged' "The journal file $Path is no record of ours." }
    return $value
}

# Null when somebody else has it.
function Open-SfbLock([string]$Name) {
    $path = Join-SfbJournal $Name
    try { return [System.IO.File]::Open($path, 'OpenOrCreate', 'ReadWrite', 'None') }
    catch {
        $cause = $_.Exception
        while ($null -ne $cause.InnerException) { $cause = $cause.InnerException }
        if ($cause.GetType().FullName -ne 'System.IO.IOException') { throw }
        return $null
    }
}

function Lock-SfbState {
    [void][System.IO.Directory]::CreateDirectory($script:Journal)
    $watch = [System.Diagnostics.Stopwatch]::StartNew()
    while ($true) {
        $stream = Open-SfbLock 'state.lock'
        if ($null -ne $stream) { return $stream }
        if ($watch.Elapsed.TotalMilliseconds -gt 10000) { Stop-SfbOrder 'busy' 'journal-busy' "The journal in $($script:Journal) has been held by another process for 10 seconds." }
        [System.Threading.Thread]::Sleep(2)
    }
}

# Fences and installations are files named by a number that only grows; the highest counts.
function Get-SfbNewest([string]$Folder) {
    $path = Join-SfbJournal $Folder
    $newest = $null
    if (-not [System.IO.Directory]::Exists($path)) { return $null }
    foreach ($file in [System.IO.Directory]::GetFiles($path)) {
        $name = [System.IO.Path]::GetFileName($file)
        if ($name -match '^\d{12}\.xml$' -and ($null -eq $newest -or [string]::CompareOrdinal($name, [System.IO.Path]::GetFileName($newest)) -gt 0)) { $newest = $file }
    }
    return $newest
}

function Add-SfbNumbered([string]$Folder, [long]$Number, $Value) {
    Write-SfbRecord (Join-SfbJournal ([System.IO.Path]::Combine($Folder, $Number.ToString('000000000000', [System.Globalization.CultureInfo]::InvariantCulture) + '.xml'))) $Value
}

function Get-SfbInstallation {
    $path = Get-SfbNewest 'installations'
    if ($null -eq $path) { return $null }
    return [string](Read-SfbRecord $path)['installation']
}

function Get-SfbFence {
    $path = Get-SfbNewest 'fences'
    if ($null -eq $path) { return $null }
    return Read-SfbRecord $path
}

# The first fence ever marks the target; after that only a named person changes whose it is.
function Set-SfbFence {
    $installation = Get-SfbInstallation
    $highest = Get-SfbFence
    if ($null -eq $installation -and $null -ne $highest) { Stop-SfbOrder 'damaged' 'journal-damaged' 'This server has fences but no installation id; its journal was changed by hand.' }
    if ($null -ne $installation -and $installation -cne $Order.installation) { Stop-SfbOrder 'refused' 'other-installation' "It belongs to the installation $installation, not to $($Order.installation)." }
    if ($null -ne $highest) {
        if ([long]$Order.epoch -lt [long]$highest['epoch']) { Stop-SfbOrder 'refused' 'lower-epoch' "It is fenced at epoch $($highest['epoch']); $($Order.epoch) is lower." }
        if ([long]$Order.epoch -eq [long]$highest['epoch']) {
            if ([string]$Order.owner -cne $highest['owner'] -or [string]$Order.job -cne $highest['job']) { Stop-SfbOrder 'refused' 'other-owner' "Epoch $($Order.epoch) is another owner's there." }
            return
        }
    }
    if ($null -eq $installation) { Add-SfbNumbered 'installations' 1 @{ installation = [string]$Order.installation; at = (Get-SfbNow) } }
    Add-SfbNumbered 'fences' ([long]$Order.epoch) @{ job = [string]$Order.job; epoch = [long]$Order.epoch; owner = [string]$Order.owner; installation = [string]$Order.installation; at = (Get-SfbNow) }
}

function Set-SfbInstallation {
    $newest = Get-SfbNewest 'installations'
    $number = 1
    if ($null -ne $newest) { $number = 1 + [long]([System.IO.Path]::GetFileName($newest).Substring(0, 12)) }
    Add-SfbNumbered 'installations' $number @{ installation = [string]$Order.installation; at = (Get-SfbNow) }
}

function Test-SfbRunning {
    $stream = Open-SfbLock 'run.lock'
    if ($null -eq $stream) { return $true }
    $stream.Dispose()
    return $false
}

# As text: whoever reads it judges whether it is whole.
function Get-SfbText([string]$Path) {
    if ($Path -eq '') { return $null }
    return [System.IO.File]::ReadAllText($Path)
}

function Get-SfbLook {
    $files = [System.Collections.ArrayList]@()
    $folder = Join-SfbJournal ([string]$Order.job)
    if ([string]$Order.job -ne '' -and [System.IO.Directory]::Exists($folder)) {
        foreach ($path in [System.IO.Directory]::GetFiles($folder)) {
            $name = [System.IO.Path]::GetFileName($path)
            if ($name -match '^[a-z][a-z0-9-]*\.\d+\.(intent|outcome)\.xml$') { [void]$files.Add(@{ name = $name; text = (Get-SfbText $path) }) }
        }
    }
    return @{ fence = (Get-SfbText (Get-SfbNewest 'fences')); installation = (Get-SfbText (Get-SfbNewest 'installations')); running = (Test-SfbRunning); files = $files }
}

# At most half a megabyte of the log; whoever reads it takes whole lines.
function Get-SfbTail {
    $path = Get-SfbStepFile 'log'
    if (-not [System.IO.File]::Exists($path)) { return @{ bytes = [byte[]]@() } }
    $stream = [System.IO.File]::Open($path, 'Open', 'Read', 'ReadWrite, Delete')
    try {
        $size = [System.Math]::Max([long]0, [System.Math]::Min([long]524288, $stream.Length - [long]$Order.from))
        $bytes = [System.Array]::CreateInstance([byte], [int]$size)
        [void]$stream.Seek([long]$Order.from, 'Begin')
        $read = 0
        while ($read -lt $size) {
            $count = $stream.Read($bytes, $read, $size - $read)
            if ($count -eq 0) { break }
            $read += $count
        }
    } finally { $stream.Dispose() }
    return @{ bytes = $bytes }
}

function Get-SfbStepFile([string]$Kind) {
    return [System.IO.Path]::Combine((Join-SfbJournal ([string]$Order.job)), "$($Order.step).$($Order.attempt).$Kind")
}

# Whether the order of this ticket was begun or refused; else nothing yet.
function Get-SfbTicket {
    $intent = Get-SfbStepFile 'intent.xml'
    if ([System.IO.File]::Exists($intent)) {
        $text = Get-SfbText $intent
        if ((Read-SfbRecord $intent)['ticket'] -ceq [string]$Order.ticket) { return @{ intent = $text } }
    }
    $refused = [System.IO.Path]::Combine((Join-SfbJournal 'refused'), "$($Order.ticket).xml")
    if (-not [System.IO.File]::Exists($refused)) { return @{ intent = $null } }
    $said = Read-SfbRecord $refused
    [System.IO.File]::Delete($refused)
    Stop-SfbOrder ([string]$said['why']) ([string]$said['reason']) ([string]$said['message'])
}

# Lab only: the request file that the runner process of this server picks up.
function Get-SfbRequestFile { return [System.IO.Path]::Combine((Join-SfbJournal 'requests'), "$($Order.ticket).xml") }

function Assert-SfbMayStart {
    $fence = Get-SfbFence
    if ($null -eq $fence) { Stop-SfbOrder 'refused' 'not-fenced' 'Nobody has fenced it.' }
    if ([long]$Order.epoch -lt [long]$fence['epoch']) { Stop-SfbOrder 'refused' 'lower-epoch' "It is fenced at epoch $($fence['epoch']); $($Order.epoch) is lower." }
    if ([long]$Order.epoch -gt [long]$fence['epoch']) { Stop-SfbOrder 'refused' 'not-fenced' "It is fenced at epoch $($fence['epoch']), not at $($Order.epoch)." }
    if ([string]$Order.owner -cne $fence['owner'] -or [string]$Order.job -cne $fence['job']) { Stop-SfbOrder 'refused' 'other-owner' "Epoch $($Order.epoch) is another owner's there." }
    if ((Get-SfbInstallation) -cne $fence['installation']) { Stop-SfbOrder 'refused' 'other-installation' 'It was adopted by another installation since.' }
    if ([System.IO.File]::Exists((Get-SfbStepFile 'intent.xml'))) { Stop-SfbOrder 'refused' 'intent-exists' "$($Order.step) was begun before (attempt $($Order.attempt))." }
}

# The long lock, taken under the short one: then no look can meet it half taken. The caller ends it.
function Start-SfbIntent {
    $state = Lock-SfbState
    try {
        $run = Open-SfbLock 'run.lock'
        if ($null -eq $run) { Stop-SfbOrder 'refused' 'locked' 'Another change runs there.' }
        try {
            Assert-SfbMayStart
            Write-SfbRecord (Get-SfbStepFile 'intent.xml') ([ordered]@{
                job = [string]$Order.job; step = [string]$Order.step; attempt = [int]$Order.attempt; epoch = [long]$Order.epoch; owner = [string]$Order.owner
                use = [string]$Order.use; cmdlet = [string]$Order.Cmdlet; parameters = $Order.Parameters; before = $Order.before; at = (Get-SfbNow)
                pid = [System.Diagnostics.Process]::GetCurrentProcess().Id; ticket = [string]$Order.ticket
            })
        } catch { $run.Dispose(); throw }
        return $run
    } finally { $state.Dispose() }
}

function ConvertTo-SfbClean([string]$Text) { return $Text -replace '[\uFFFE\uFFFF]', [string][char]0xFFFD }

# Best effort: what can't be written is lost, never the cmdlet or its outcome.
function Write-SfbLog($Log, [string]$Stream, [string]$Text) {
    try {
        if ($Text.Length -gt 16000) { $Text = $Text.Substring(0, 16000) + " ... $($Text.Length - 16000) more characters" }
        $escaped = $Text.Replace('\', '\\').Replace("`r", '\r').Replace("`n", '\n').Replace("`t", '\t')
        $bytes = [System.Text.Encoding]::UTF8.GetBytes("$(Get-SfbNow)`t$Stream`t$escaped`n")
        if ($null -eq $Log.File) { $Log.File = [System.IO.File]::Open((Get-SfbStepFile 'log'), 'Append', 'Write', 'ReadWrite, Delete') }
        $Log.File.Write($bytes, 0, $bytes.Length)
        $Log.File.Flush()
    } catch { $Log.Lost++ }
}

function ConvertTo-SfbLine($Value) {
    if ($null -eq $Value) { return '' }
    if ($Value -is [string] -or $Value -is [ValueType]) { return [string]$Value }
    $parts = foreach ($property in $Value.psobject.Properties) { try { "$($property.Name)=$($property.Value)" } catch { "$($property.Name)=?" } }
    return @($parts) -join '; '
}

function Add-SfbError($Log, $Record) {
    $exception = ''
    if ($null -ne $Record.Exception) { $exception = $Record.Exception.GetType().FullName }
    $Log.Failed = $true
    if ($Log.Errors.Count -lt 100) {
        [void]$Log.Errors.Add([ordered]@{ message = (ConvertTo-SfbClean ([string]$Record)); id = (ConvertTo-SfbClean ([string]$Record.FullyQualifiedErrorId)); category = [string]$Record.CategoryInfo.Category; exception = $exception })
    }
    Write-SfbLog $Log 'error' ([string]$Record)
}

# The host of a lab runner is a file; the text since the cmdlet began is the cmdlet's.
function Add-SfbHostText($Log) {
    try {
        if ([string]$Order.HostFile -eq '') { return }
        $stream = [System.IO.File]::Open([string]$Order.HostFile, 'Open', 'Read', 'ReadWrite, Delete')
        try {
            [void]$stream.Seek([long]$Order.HostFrom, 'Begin')
            $Log.Host = ConvertTo-SfbClean (([System.IO.StreamReader]$stream).ReadToEnd())
            if ($Log.Host.Length -gt 100000) { $Log.Host = $Log.Host.Substring(0, 100000) }
        } finally { $stream.Dispose() }
        if ($Log.Host -ne '') { Write-SfbLog $Log 'host' $Log.Host }
    } catch { $Log.Lost++ }
}

function Invoke-SfbCmdlet($Command, $Log) {
    $arguments = @{}
    foreach ($key in @($Order.Parameters.Keys)) { $arguments[$key] = $Order.Parameters[$key] }
    if ($Command.Parameters.ContainsKey('Confirm')) { $arguments['Confirm'] = $false }
    try {
        & $Command @arguments 2>&1 3>&1 4>&1 | ForEach-Object -Process {
            if ($_ -is [System.Management.Automation.ErrorRecord]) { Add-SfbError $Log $_ }
            elseif ($_ -is [System.Management.Automation.WarningRecord]) {
                if ($Log.Warnings.Count -lt 1000) { [void]$Log.Warnings.Add((ConvertTo-SfbClean $_.Message)) }
                Write-SfbLog $Log 'warning' $_.Message
            }
            elseif ($_ -is [System.Management.Automation.VerboseRecord]) { Write-SfbLog $Log 'verbose' $_.Message }
            elseif ($null -ne $_) { Write-SfbLog $Log 'output' (ConvertTo-SfbLine $_) }
        }
    } catch { Add-SfbError $Log $_ }
}

# lock -> fence check -> intent -> cmdlet with its log -> outcome -> unlock.
function Start-SfbChange {
    if ('reversible', 'destructive' -cnotcontains $Order.Effect) { Stop-SfbOrder 'refused' 'no-change' "$($Order.Cmdlet) is no change." }
    if ($Order.Parameters.Contains('WhatIf')) { Stop-SfbOrder 'refused' 'what-if' "$($Order.Cmdlet) with -WhatIf is no change." }
    $command = Get-Command -Name ([string]$Order.Cmdlet) -ErrorAction SilentlyContinue
    if ($null -eq $command) { Stop-SfbOrder 'missing' 'no-cmdlet' "It has no cmdlet $($Order.Cmdlet)." }
    $log = @{
        File = $null; Lost = 0; Failed = $false; Host = ''; Watch = [System.Diagnostics.Stopwatch]::StartNew()
        Errors = [System.Collections.ArrayList]@(); Warnings = [System.Collections.ArrayList]@()
    }
    $run = Start-SfbIntent
    try {
        Write-SfbLog $log 'runner' "$($Order.Cmdlet) begins"
        Invoke-SfbCmdlet $command $log
        Add-SfbHostText $log
        Write-SfbRecord (Get-SfbStepFile 'outcome.xml') ([ordered]@{ ok = (-not $log.Failed); errors = $log.Errors; warnings = $log.Warnings; host = $log.Host; at = (Get-SfbNow); ms = $log.Watch.Elapsed.TotalMilliseconds })
        Write-SfbLog $log 'runner' "$($Order.Cmdlet) has ended"
    } finally {
        $run.Dispose()
        if ($null -ne $log.File) { $log.File.Dispose() }
    }
}

# Nobody listens to a detached change: why it was not begun is left under its ticket.
function Start-SfbDetached {
    try { Start-SfbChange }
    catch {
        $told = Get-SfbRefusal $_
        Write-SfbRecord ([System.IO.Path]::Combine((Join-SfbJournal 'refused'), "$($Order.ticket).xml")) $told
    }
}

function Get-SfbRefusal($Record) {
    $cause = $Record.Exception
    $told = [ordered]@{ ok = $false; why = 'failed'; reason = 'journal-failed'; message = (ConvertTo-SfbClean $cause.Message) }
    while ($null -ne $cause) {
        if ($cause.Data.Contains('why')) { $told.why = $cause.Data['why']; $told.reason = $cause.Data['reason']; $told.message = ConvertTo-SfbClean $cause.Message; break }
        $cause = $cause.InnerException
    }
    return $told
}

function Invoke-SfbOrder {
    foreach ($name in 'job', 'step', 'ticket') { if ([string]$Order[$name] -notmatch '^[a-z0-9][a-z0-9-]{0,80}$|^$') { Stop-SfbOrder 'refused' 'bad-name' "'$($Order[$name])' can't name a file." } }
    switch -CaseSensitive ([string]$Order.what) {
        'start' { Start-SfbDetached; return @{} }
        'tail' { return Get-SfbTail }
        'post' { Write-SfbRecord (Get-SfbRequestFile) $Order.request; return @{ ok = $true } }
        'ticket' { return Get-SfbTicket }
        'withdraw' {
            $path = Get-SfbRequestFile
            # Taken away by a rename, as the runner does: only one of the two gets it.
            try { [System.IO.File]::Move($path, $path + '.withdrawn.tmp') } catch { return @{ withdrawn = $false } }
            [System.IO.File]::Delete($path + '.withdrawn.tmp')
            return @{ withdrawn = $true }
        }
    }
    if ($Order.what -eq 'look' -and -not [System.IO.Directory]::Exists($script:Journal)) { return @{ fence = $null; installation = $null; running = $false; files = @() } }
    $state = Lock-SfbState
    try {
        switch -CaseSensitive ([string]$Order.what) {
            'fence' { Set-SfbFence }
            'adopt' { Set-SfbInstallation }
            'look' { }
            default { Stop-SfbOrder 'refused' 'bad-order' "The order '$($Order.what)' is not known." }
        }
        return Get-SfbLook
    } finally { $state.Dispose() }
}

if ($Order.Here) { [System.Threading.Thread]::CurrentThread.IsBackground = $true }
try {
    $global:WhatIfPreference = $false
    $global:ConfirmPreference = 'None'
    $global:ErrorActionPreference = 'Continue'
    if ($Order.Lab) {
        $global:SfbLab = $Order.Lab
        $env:PSModulePath = ''
    }
    if ($Order.Modules) {
        $global:PSModuleAutoLoadingPreference = 'None'
        Import-Module -Name $Order.Modules -DisableNameChecking
    }
    $script:Journal = [string]$Order.Journal
    # A lab server that is down answers nobody.
    $command = $null
    if ($Order.Lab) { $command = Get-Command -Name 'Assert-LabReachable' -ErrorAction SilentlyContinue }
    if ($null -ne $command -and $Order.what -ne 'start') { & $command }
    if ($script:Journal -eq '') { $script:Journal = [System.IO.Path]::Combine([System.Environment]::GetFolderPath('CommonApplicationData'), 'sfb-bot\journal') }
    Invoke-SfbOrder
} catch { Get-SfbRefusal $_ }
