# What every cmdlet does first: which world, which server, may it answer at all.

function Open-LabCall($Cmdlet) {
    $place = $global:SfbLab
    if ($null -eq $place -or $null -eq $place.World) {
        Stop-LabCmdlet $Cmdlet 'No lab world is chosen: set $global:SfbLab = @{ World = <folder>; Server = <fqdn> } first.' 'LabNoWorld'
    }
    $lab = Open-LabWorld ([string]$place.World)
    $lab.Cmdlet = $Cmdlet
    $lab.Server = ([string]$place.Server).ToLowerInvariant()
    $lab.Me = Get-LabShort $lab.Server
    if ($lab.Shared['servers'][$lab.Me] -ne $lab.Server) {
        Stop-LabCmdlet $Cmdlet "The lab world has no server '$($lab.Server)'." 'LabNoServer'
    }
    # While a trap is sprung by Set-LabFault -Now, everything that changes is the fault's doing.
    if ($null -ne $place.Recorder) { $lab.Recorder = [string]$place.Recorder }
    if (-not $lab.Shared['answers'][$lab.Me]) { Stop-LabNoAnswer $Cmdlet $lab.Server }
    if ((Get-LabFaultOption $lab 'access-denied') -eq $lab.Me) { Stop-LabDenied $Cmdlet $lab }
    $name = $Cmdlet.MyInvocation.MyCommand.Name
    if ((Get-LabFaultOption $lab 'stderr-noise') -eq 'on') { [System.Console]::Error.WriteLine("WARNING: $name is noisy") }
    Wait-LabLatency $lab $name
    if ((Get-LabFaultOption $lab 'cmdlet-dies') -eq $name -and $name -like 'Get-*') { [System.Diagnostics.Process]::GetCurrentProcess().Kill() }
    return $lab
}

function Stop-LabDenied($Cmdlet, $Lab) {
    $message = "Connecting to remote server $($Lab.Server) failed with the following error message : $(Get-LabText $Lab 'accessDenied')"
    Stop-LabCmdlet $Cmdlet $message 'AccessDenied,PSSessionStateBroken' 'OpenError' ([System.Management.Automation.Remoting.PSRemotingTransportException]::new($message))
}

# What PowerShell remoting says when the machine is gone.
function Stop-LabNoAnswer($Cmdlet, [string]$Server) {
    $message = "Connecting to remote server $Server failed with the following error message : WinRM cannot complete the operation. Verify that the specified computer name is valid, that the computer is accessible over the network, and that a firewall exception for the WinRM service is enabled and allows access from this computer."
    $exception = [System.Management.Automation.Remoting.PSRemotingTransportException]::new($message)
    Stop-LabCmdlet $Cmdlet $message 'WinRMOperationTimeout,PSSessionStateBroken' 'OpenError' $exception
}

# A server that is down answers nobody, not even one who only asks for its journal.
function Assert-LabReachable {
    [CmdletBinding()]param()
    $lab = Open-LabWorld ([string]$global:SfbLab.World)
    $server = ([string]$global:SfbLab.Server).ToLowerInvariant()
    $lab.Server = $server
    $short = Get-LabShort $server
    if (-not $lab.Shared['answers'][$short]) { Stop-LabNoAnswer $PSCmdlet $server }
    if ((Get-LabFaultOption $lab 'access-denied') -eq $short) { Stop-LabDenied $PSCmdlet $lab }
}

# Real time is spent only here: a latency set for benches, and the fault cmdlet-hangs.
function Wait-LabLatency($Lab, [string]$Name) {
    $milliseconds = $Lab.Shared['latency'][$Name]
    if ((Get-LabFaultOption $Lab 'cmdlet-slow') -eq $Name) { $milliseconds = 3000 }
    if ($null -eq $milliseconds) { $milliseconds = $Lab.Shared['latency']['*'] }
    if ($milliseconds -gt 0) { Wait-LabReal $milliseconds }
    if ((Get-LabFaultOption $Lab 'cmdlet-hangs') -ne $Name) { return }
    $deadline = [System.DateTime]::UtcNow.AddMinutes(10)
    while ([System.DateTime]::UtcNow -lt $deadline) {
        Wait-LabReal 50
        $now = Open-LabWorld $Lab.Path
        if (-not $now.Shared['faults'].ContainsKey('cmdlet-hangs')) { return }
    }
}

function Wait-LabReal([int]$Milliseconds) {
    $event = [System.Threading.ManualResetEvent]::new($false)
    try { [void]$event.WaitOne($Milliseconds) } finally { $event.Dispose() }
}

# The chosen option of a fault that is on, else nothing.
function Get-LabFaultOption($Lab, [string]$Name) {
    $fault = $Lab.Shared['faults'][$Name]
    if ($null -eq $fault) { return $null }
    return $fault['option']
}

function Test-LabFault($Lab, [string]$Name) { return $Lab.Shared['faults'].ContainsKey($Name) }

# The CMS connection of this session. A lived-in session keeps the one it first used until the runspace is renewed.
function Get-LabConnection($Lab) {
    $connection = $Lab.Shared['connection']
    if (-not $Lab.Shared['sessionsCacheConnection']) { return $connection }
    $key = "$($Lab.Path)|$($Lab.Shared['id'])|$($Lab.Server)"
    if ($null -eq $global:SfbLabSession) { $global:SfbLabSession = @{} }
    if (-not $global:SfbLabSession.ContainsKey($key)) { $global:SfbLabSession[$key] = Copy-LabValue $connection }
    return $global:SfbLabSession[$key]
}

# The server whose CMS database this session reads; an error when it can't be reached (text invented, cause as SQL says it).
function Connect-LabCms($Lab) {
    $connection = Get-LabConnection $Lab
    $short = Get-LabShort $connection['SqlServer']
    # The second hop: from inside the session on a front end to SQL on another server, as nobody.
    if ((Get-LabFaultOption $Lab 'second-hop-denied') -eq $Lab.Me -and $short -ne $Lab.Me) {
        Stop-LabCmdlet $Lab.Cmdlet (Get-LabText $Lab 'anonymous') 'CmsLoginFailed' 'PermissionDenied'
    }
    if (-not (Test-LabSql $Lab $short 'rtc')) {
        $message = "Cannot connect to the Central Management Store `"$($connection['SqlServer'])\$($connection['SqlInstance'])`". $(Get-LabText $Lab 'sqlClosed')"
        Stop-LabCmdlet $Lab.Cmdlet $message 'CmsConnectionFailed' 'ConnectionError'
    }
    return $short
}

function Test-LabSql($Lab, [string]$Short, [string]$Instance) {
    if (-not $Lab.Shared['answers'][$Short]) { return $false }
    $sql = $Lab.Shared['sql'][$Short]
    return $null -ne $sql -and $sql[$Instance] -eq 'Running'
}

# This server's own RTCLOCAL; the jump host has none.
function Connect-LabLocalStore($Lab) {
    $sql = $Lab.Shared['sql'][$Lab.Me]
    if ($null -eq $sql -or $sql['rtclocal'] -ne 'Running') {
        Stop-LabCmdlet $Lab.Cmdlet "Cannot open the local configuration store `"$($Lab.Server)\rtclocal`". $(Get-LabText $Lab 'sqlClosed')" 'LocalStoreNotFound' 'ConnectionError'
    }
    return Get-LabServer $Lab $Lab.Me
}

# An output object with the product's type name on top.
function New-LabObject([string]$TypeName, $Properties) {
    $object = [pscustomobject]$Properties
    $object.pstypenames.Insert(0, $TypeName)
    return $object
}

# Microsoft.Rtc.Management.Deploy.Fqdn is a class; callers have to ask for its text (sfb-facts 2).
function New-LabFqdn([string]$Fqdn) {
    $object = [pscustomobject]@{ Value = $Fqdn }
    $object.pstypenames.Insert(0, 'Microsoft.Rtc.Management.Deploy.Fqdn')
    $object.psobject.Members.Add([System.Management.Automation.PSScriptMethod]::new('ToString', { $this.Value }))
    return $object
}

# Sort-Object is not in the small host.
filter Sort-LabText { begin { $all = [System.Collections.Generic.List[string]]::new() } process { $all.Add([string]$_) } end { $all.Sort([System.StringComparer]::OrdinalIgnoreCase); $all } }

# The event log of a server, oldest first, as Get-WinEvent would name the fields.
function Get-LabEvents($Lab, [string]$Short) {
    $path = [System.IO.Path]::Combine($Lab.Path, "events-$($Lab.Shared['servers'][$Short]).log")
    if (-not [System.IO.File]::Exists($path)) { return }
    foreach ($line in [System.IO.File]::ReadAllLines($path)) {
        $parts = $line.Split("`t")
        [pscustomobject][ordered]@{
            TimeCreated = [datetime]::Parse($parts[0], [cultureinfo]::InvariantCulture, 'AdjustToUniversal')
            ProviderName = $parts[1]; Id = [int]$parts[2]; LevelDisplayName = $parts[3]; Message = $parts[4]
        }
    }
}
