# Builds what the agent would use at a real site, without a network, and prints one line "<name>=<value>" a fact.
param([string]$Agent, [string]$Configuration)

Import-Module -Name ([System.IO.Path]::Combine($Agent, 'SfbAgent.psm1')) -DisableNameChecking
$inside = Get-Module -Name SfbAgent
$connection = & $inside {
    param($configuration)
    $script:Settings = @{ sessionConfiguration = $configuration }
    New-SfbRemoteConnection 'fe1.domain.local'
} $Configuration
foreach ($name in 'ComputerName', 'Port', 'Scheme', 'ShellUri', 'AuthenticationMechanism', 'Credential', 'OpenTimeout', 'OperationTimeout', 'CancelTimeout', 'IdleTimeout') {
    [System.Console]::Out.WriteLine("$name=$($connection.$name)")
}

# What a change would be begun with: a session nobody is connected to.
$detached = & $inside {
    param($configuration)
    $script:Settings = @{ sessionConfiguration = $configuration }
    Get-SfbDetachedArguments @{ job = 'failover-abcdefghij'; step = 'cms' } 'fe1.domain.local'
} $Configuration
foreach ($name in 'ComputerName', 'ConfigurationName', 'Authentication', 'InDisconnectedSession', 'SessionName', 'ErrorAction') {
    [System.Console]::Out.WriteLine("detached $name=$($detached[$name])")
}
$option = $detached.SessionOption
$order = @($detached.ArgumentList)[0]
[System.Console]::Out.WriteLine("detached idle=$($option.IdleTimeout) buffering=$($option.OutputBufferingMode) arguments=$(@($detached.ArgumentList).Count) step=$($order.step)")

# A front end has no probes of ours: the target takes them from the call, once.
$target = [scriptblock]::Create([System.IO.File]::ReadAllText([System.IO.Path]::Combine($Agent, 'SfbTarget.ps1')))
$probes = 'function Get-SfbAnything { "from the probes" }; function Get-SfbHidden { 1 }; Export-ModuleMember -Function Get-SfbAnything'
foreach ($cmdlet in 'Get-SfbAnything', 'Get-SfbAnything', 'Get-SfbHidden') {
    $answer = & $target @{ Cmdlet = $cmdlet; Effect = 'read'; Parameters = @{}; Fields = 'self'; Lab = $null; Modules = $null; Probes = $probes }
    [System.Console]::Out.WriteLine("rows=$($answer.rows -join ',') errors=$($answer.errors.Count)")
}
