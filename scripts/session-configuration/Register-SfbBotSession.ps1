#Requires -Version 5.1
#Requires -RunAsAdministrator
<#
.SYNOPSIS
Makes, or removes, the session configuration through which the worker works on this front end.

.DESCRIPTION
NEVER RUN ON WINDOWS BY US: written after Microsoft's documentation. Read it, run it with -WhatIf, then on the backup server
first. Run it on fe1 and on fe2, in an elevated Windows PowerShell 5.1, in an hour without a change in progress:
registering restarts WinRM, which ends every remote session on this server.

What runs in such a session runs as the group managed service account, so that Active Directory, the partner's SQL and the
share see an account and not an anonymous second hop. Only the worker's account may open one. It is no restricted (JEA)
endpoint: what the worker sends needs the full language, so that account is as powerful as the service account; guard it
like an administrator's.

Before: the service account exists, this server may fetch its password (Test-ADServiceAccount says so), and it has the rights
that README lists for changes on both servers. The command is the same for both.

.PARAMETER ServiceAccount
The group managed service account that runs what the worker sends, with its $, such as CONTOSO\sfb-bot$.

.PARAMETER WorkerAccount
The one account that may connect: the one the worker runs as on the jump host, such as CONTOSO\sfb-worker.

.PARAMETER Name
The name that worker.powershell.sessionConfiguration of the config has.

.PARAMETER Remove
Takes the configuration away again. The .pssc file beside it is left.

.EXAMPLE
.\Register-SfbBotSession.ps1 -ServiceAccount 'CONTOSO\sfb-bot$' -WorkerAccount 'CONTOSO\sfb-worker' -WhatIf

.EXAMPLE
.\Register-SfbBotSession.ps1 -Remove
#>
[CmdletBinding(SupportsShouldProcess = $true, ConfirmImpact = 'High', DefaultParameterSetName = 'Register')]
param(
    [Parameter(Mandatory = $true, ParameterSetName = 'Register')]
    [ValidatePattern('^[A-Za-z0-9._-]+\\[A-Za-z0-9._-]+\$$')]
    [string]$ServiceAccount,

    [Parameter(Mandatory = $true, ParameterSetName = 'Register')]
    [ValidatePattern('^[A-Za-z0-9._-]+\\[A-Za-z0-9._-]+\$?$')]
    [string]$WorkerAccount,

    [ValidatePattern('^[A-Za-z][A-Za-z0-9-]{0,63}$')]
    [string]$Name = 'SfbBot',

    [Parameter(Mandatory = $true, ParameterSetName = 'Remove')]
    [switch]$Remove
)

Set-StrictMode -Version 2.0
$ErrorActionPreference = 'Stop'
$present = @(Get-PSSessionConfiguration | Where-Object -FilterScript { $_.Name -eq $Name })

if ($Remove) {
    if ($present.Count -eq 0) { throw "There is no session configuration '$Name' on this server; nothing was removed." }
    if ($PSCmdlet.ShouldProcess($Name, 'Remove the session configuration and restart WinRM (ends every remote session)')) {
        Unregister-PSSessionConfiguration -Name $Name -Force -Confirm:$false
        "The session configuration '$Name' is gone."
    }
    return
}

if ($present.Count -gt 0) { throw "There is a session configuration '$Name' on this server already; look at it, remove it with -Remove, then run this again." }
if ($ServiceAccount -eq $WorkerAccount) { throw 'The service account and the account of the worker have to be two: the first is what the second may become.' }

# Throws where there is no such account: a descriptor with a wrong name would let nobody in, or somebody else.
$worker = ([System.Security.Principal.NTAccount]$WorkerAccount).Translate([System.Security.Principal.SecurityIdentifier]).Value
# Protected, so that nothing is inherited: this one account may execute and read. Failures and uses are audited, as by default.
$descriptor = "O:NSG:BAD:P(A;;GXGR;;;$worker)S:P(AU;FA;GA;;;WD)(AU;SA;GXGW;;;WD)"
$folder = [System.IO.Path]::Combine($env:ProgramData, 'sfb-bot')
$file = [System.IO.Path]::Combine($folder, "$Name.pssc")

if (-not $PSCmdlet.ShouldProcess($Name, "Write $file, register the session configuration as $ServiceAccount for $WorkerAccount alone, restart WinRM (ends every remote session)")) { return }

[void][System.IO.Directory]::CreateDirectory($folder)
$settings = @{
    Path = $file
    SessionType = 'Default'
    LanguageMode = 'FullLanguage'
    ExecutionPolicy = 'RemoteSigned'
    GroupManagedServiceAccount = $ServiceAccount
    Description = 'sfb-bot: the way in for its worker, see docs/first-hour.md'
}
New-PSSessionConfigurationFile @settings
if (-not (Test-PSSessionConfigurationFile -Path $file)) { throw "Windows refuses $file as a session configuration; nothing was registered." }
[void](Register-PSSessionConfiguration -Name $Name -Path $file -SecurityDescriptorSddl $descriptor -Force -Confirm:$false)

# What Windows kept counts, not what was asked for.
$kept = Get-PSSessionConfiguration | Where-Object -FilterScript { $_.Name -eq $Name }
if ($null -eq $kept) { throw "Windows lists no session configuration '$Name' after registering it." }
"Registered '$Name'. It may be used by: $($kept.Permission)"
"Try it on the jump host, as $WorkerAccount (it must answer $ServiceAccount):"
"    Invoke-Command -ComputerName $([System.Net.Dns]::GetHostEntry('').HostName) -ConfigurationName $Name -Authentication Kerberos { whoami }"
