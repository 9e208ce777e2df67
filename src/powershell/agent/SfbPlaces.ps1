# Where calls run: one place per computer, opened at its first call and kept. Dot-sourced by SfbAgent.psm1.
# A place has a pool of runspaces, perhaps the process behind it, and what its runspaces must load before a call.

$script:Places = @{}

# The lab must not reach a real module: no auto-loading, modules by path only.
function New-SfbLabState {
    $state = [System.Management.Automation.Runspaces.InitialSessionState]::CreateDefault2()
    $state.Variables.Add([System.Management.Automation.Runspaces.SessionStateVariableEntry]::new('PSModuleAutoLoadingPreference', 'None', ''))
    # The engine fills an empty module path anew for each runspace; this empties it again.
    $state.EnvironmentVariables.Add([System.Management.Automation.Runspaces.SessionStateVariableEntry]::new('PSModulePath', '', ''))
    $state.ImportPSModule([string[]]@($script:Settings.module, $script:Settings.probes))
    return $state
}

function New-SfbJumpState {
    $state = [System.Management.Automation.Runspaces.InitialSessionState]::CreateDefault2()
    $state.ImportPSModule([string[]]@($script:Settings.module, $script:Settings.probes))
    return $state
}

# WinRM read session (never run on Windows by us): the session configuration makes the second hop work (design 4).
function New-SfbRemoteConnection([string]$Computer) {
    $configuration = 'Microsoft.PowerShell'
    if ($script:Settings.sessionConfiguration) { $configuration = [string]$script:Settings.sessionConfiguration }
    $shell = 'http://schemas.microsoft.com/powershell/' + $configuration
    $uri = [System.Uri]"http://${Computer}:5985/wsman"
    $connection = [System.Management.Automation.Runspaces.WSManConnectionInfo]::new($uri, $shell, [System.Management.Automation.PSCredential]$null)
    # Kerberos only: it proves the server, and HTTP on 5985 is encrypted by it.
    $connection.AuthenticationMechanism = 'Kerberos'
    $connection.OpenTimeout = 30000
    $connection.OperationTimeout = 180000
    $connection.CancelTimeout = 30000
    # A shell that we forget must not stay: two sessions per front end are all we take.
    $connection.IdleTimeout = 900000
    return $connection
}

# Lab only: a PowerShell process that plays the server, spoken to as WinRM would. Its connection type is not public.
function New-SfbServerConnection {
    $type = [psobject].Assembly.GetType('System.Management.Automation.Runspaces.NewProcessConnectionInfo', $true)
    $constructor = $type.GetConstructors([System.Reflection.BindingFlags]'Instance, NonPublic, Public')[0]
    return $constructor.Invoke([object[]]@($null))
}

function Get-SfbServerProcess($Pool) {
    $shell = [System.Management.Automation.PowerShell]::Create()
    try {
        $shell.RunspacePool = $Pool
        [void]$shell.AddScript({ [System.Diagnostics.Process]::GetCurrentProcess().Id }.ToString())
        return [System.Diagnostics.Process]::GetProcessById([int]@($shell.Invoke())[0])
    } finally { $shell.Dispose() }
}

# In this process the target's script is a function of each runspace, compiled once: 3 ms less a call than sent as text.
function Add-SfbTarget($State) {
    $State.Commands.Add([System.Management.Automation.Runspaces.SessionStateFunctionEntry]::new('Invoke-SfbTarget', $script:TargetText))
    $State.Commands.Add([System.Management.Automation.Runspaces.SessionStateFunctionEntry]::new('Invoke-SfbJournalOrder', $script:ChangeText))
}

function Open-SfbPlace([string]$Computer, [bool]$Jump) {
    $lab = $null -ne $script:Settings.world
    $here = $Jump -or ($lab -and $script:Settings.transport -ne 'process')
    $place = @{ Here = $here; Pool = $null; Process = $null; Modules = $null; Probes = $null; Computer = $Computer }
    $size = 2
    if ($Jump) { $size = [int]$script:Settings.jumpRunspaces }
    if ($here) {
        $state = New-SfbJumpState
        if ($lab) { $state = New-SfbLabState }
        Add-SfbTarget $state
        $place.Pool = [System.Management.Automation.Runspaces.RunspaceFactory]::CreateRunspacePool(1, $size, $state, $Host)
    } else {
        $connection = $null
        if ($lab) { $connection = New-SfbServerConnection } else { $connection = New-SfbRemoteConnection $Computer }
        $place.Pool = [System.Management.Automation.Runspaces.RunspaceFactory]::CreateRunspacePool(1, $size, $connection, $Host)
    }
    $place.Pool.Open()
    if (-not $here -and $lab) {
        $place.Process = Get-SfbServerProcess $place.Pool
        $place.Modules = @($script:Settings.module, $script:Settings.probes)
    } elseif (-not $here) {
        # A front end has the product's module, not ours: the probes travel as text.
        $place.Probes = [System.IO.File]::ReadAllText($script:Settings.probes)
    }
    return $place
}

# True while calls can be sent. The engine itself takes a minute to notice that a server's process has ended.
function Test-SfbPlace($Place) {
    if ($null -ne $Place.Process -and $Place.Process.HasExited) { return $false }
    return $Place.Pool.RunspacePoolStateInfo.State -eq 'Opened'
}

function Get-SfbPlace([string]$Computer, [bool]$Jump) {
    $place = $script:Places[$Computer]
    if ($null -ne $place -and (Test-SfbPlace $place)) { return $place }
    if ($null -ne $place) { Close-SfbPlace $place }
    $script:Places[$Computer] = Open-SfbPlace $Computer $Jump
    return $script:Places[$Computer]
}

function Close-SfbPlace($Place) {
    $script:Places.Remove($Place.Computer)
    try {
        # Closing what is broken can take the engine a minute; nobody waits for that.
        if (Test-SfbPlace $Place) { $Place.Pool.Dispose() } else { [void]$Place.Pool.BeginClose($null, $null) }
    } catch { $null = $_ }
}

function Clear-SfbPlaces {
    foreach ($place in @($script:Places.Values)) { Close-SfbPlace $place }
}
