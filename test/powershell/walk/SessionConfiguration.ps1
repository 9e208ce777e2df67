# What the script for a front end's session configuration may use: the agent's list and the cmdlets that make one, by
# their documentation for Windows PowerShell 5.1.
$names = & ([System.IO.Path]::Combine($PSScriptRoot, 'Permitted.ps1'))
$names.Commands += @('Get-PSSessionConfiguration', 'New-PSSessionConfigurationFile', 'Register-PSSessionConfiguration', 'Test-PSSessionConfigurationFile', 'Unregister-PSSessionConfiguration')
$names.Parameters += @('Confirm', 'Force', 'Path', 'SecurityDescriptorSddl')
$names.Attributes += @('CmdletBinding')
$names.Members += @('Permission', 'ShouldProcess/2', 'Translate/1', 'HostName')
$names.Types['switch'] = @()
$names.Types['System.Security.Principal.NTAccount'] = @()
$names.Types['System.Security.Principal.SecurityIdentifier'] = @()
$names.Types['System.Net.Dns'] = @('GetHostEntry/1')
$names
