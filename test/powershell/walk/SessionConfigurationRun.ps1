# Runs the script for a session configuration with stand-ins for what only Windows has, and prints each call as one line.
param([string]$Path, [string]$Present, [string]$Folder)

$env:ProgramData = $Folder
$script:Listed = @([pscustomobject]@{ Name = 'microsoft.powershell'; Permission = 'BUILTIN\Administrators AccessAllowed' })
if ($Present -ne '-') { $script:Listed += [pscustomobject]@{ Name = $Present; Permission = 'somebody' } }
function Out-Call([string]$Name, $Given) {
    $told = foreach ($key in @($Given.Keys | ForEach-Object -Process { [string]$_ })) { "$key=$($Given[$key])" }
    [System.Console]::Out.WriteLine("call $Name $($told -join '; ')")
}
function Get-PSSessionConfiguration { $script:Listed }
function New-PSSessionConfigurationFile([string]$Path, [string]$SessionType, [string]$LanguageMode, [string]$ExecutionPolicy, [string]$GroupManagedServiceAccount, [string]$Description) { Out-Call 'New-PSSessionConfigurationFile' $PSBoundParameters }
function Test-PSSessionConfigurationFile([string]$Path) { Out-Call 'Test-PSSessionConfigurationFile' $PSBoundParameters; $true }
function Register-PSSessionConfiguration {
    [CmdletBinding(SupportsShouldProcess = $true)]
    param([string]$Name, [string]$Path, [string]$SecurityDescriptorSddl, [switch]$Force)
    Out-Call 'Register-PSSessionConfiguration' $PSBoundParameters
    $script:Listed += [pscustomobject]@{ Name = $Name; Permission = 'CONTOSO\sfb-worker AccessAllowed' }
}
function Unregister-PSSessionConfiguration {
    [CmdletBinding(SupportsShouldProcess = $true)]
    param([string]$Name, [switch]$Force)
    Out-Call 'Unregister-PSSessionConfiguration' $PSBoundParameters
}

# Only Windows can look an account up.
$lookup = '([System.Security.Principal.NTAccount]$WorkerAccount).Translate([System.Security.Principal.SecurityIdentifier]).Value'
$text = [System.IO.File]::ReadAllText($Path)
if (-not $text.Contains($lookup)) { throw 'The script looks its account up in another way now.' }
$script = [scriptblock]::Create($text.Replace($lookup, "'S-1-5-21-1-2-3-1105'"))
$register = @{ ServiceAccount = 'CONTOSO\sfb-bot$'; WorkerAccount = 'CONTOSO\sfb-worker'; Confirm = $false }
$given = @{
    register = $register
    whatif = $register + @{ WhatIf = $true }
    'remove' = @{ Remove = $true; Confirm = $false }
    'remove-whatif' = @{ Remove = $true; WhatIf = $true }
    same = @{ ServiceAccount = 'CONTOSO\sfb-bot$'; WorkerAccount = 'CONTOSO\sfb-bot$'; Confirm = $false }
    plain = @{ ServiceAccount = 'CONTOSO\sfb-bot'; WorkerAccount = 'CONTOSO\sfb-worker'; Confirm = $false }
    injected = @{ ServiceAccount = 'CONTOSO\sfb-bot$'; WorkerAccount = "CONTOSO\a;;;WD)(A"; Confirm = $false }
}
foreach ($case in $args) {
    [System.Console]::Out.WriteLine("case $case")
    $arguments = $given[$case]
    try { foreach ($line in (& $script @arguments)) { [System.Console]::Out.WriteLine("said $line") } }
    catch { [System.Console]::Out.WriteLine("threw $($_.Exception.Message)") }
}
# A refusal that was caught is no failure of this run.
exit 0
