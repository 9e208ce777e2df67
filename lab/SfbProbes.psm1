# Reads no product cmdlet gives, in the lab: same names, parameters and shapes as src/powershell/agent/SfbProbes.psm1.
# Each reads its own field of the world; xds only on its own server, since SQL Express is closed to others.
foreach ($file in 'store', 'world', 'clock', 'errors', 'call') {
    . ([System.IO.Path]::Combine($PSScriptRoot, 'SkypeForBusiness', 'core', "$file.ps1"))
}

function Get-SfbScp {
    param([Parameter(Mandatory = $true)][string]$DomainController)
    $lab = Open-LabCall $PSCmdlet
    $dc = Get-LabShort $DomainController
    if (-not $lab.Shared['dcAnswers'][$dc]) { Stop-LabCmdlet $PSCmdlet (Get-LabText $lab 'adUnreachable') 'DirectoryServerUnreachable' 'ResourceUnavailable' }
    [pscustomobject]@{
        DomainController = $DomainController
        DistinguishedName = 'CN={bd39024c-9d14-4a5c-8e36-6f1a6d2f8a11},CN=Topology Settings,CN=RTC Service,CN=Services,CN=Configuration,DC=domain,DC=local'
        BackEndServer = [string]$lab.Shared['scp'][$dc]
    }
}

# The CMS database of the server the call runs on, or SQL's own words for its absence.
function Connect-LabXds($Lab, [string]$SqlInstance) {
    if ($SqlInstance -ne 'rtc' -or -not (Test-LabSql $Lab $Lab.Me 'rtc')) { Stop-LabCmdlet $Lab.Cmdlet (Get-LabText $Lab 'sqlClosed') 'SqlException' 'ConnectionError' }
    $server = Get-LabServer $Lab $Lab.Me
    if (-not $server['xds']['exists']) { Stop-LabCmdlet $Lab.Cmdlet 'Cannot open database "xds" requested by the login. The login failed.' 'SqlException' 'ConnectionError' }
    return $server
}

function Get-SfbXdsState {
    param([Parameter(Mandatory = $true)][ValidatePattern('^[A-Za-z][A-Za-z0-9_]{0,15}$')][string]$SqlInstance)
    $lab = Open-LabCall $PSCmdlet
    $state = (Connect-LabXds $lab $SqlInstance)['xds']['CurrentState']
    if ($null -eq $state) { return }
    [pscustomobject]@{ Name = 'CurrentState'; Value = [int]$state }
}

function Get-SfbXdsComponent {
    param([Parameter(Mandatory = $true)][ValidatePattern('^[A-Za-z][A-Za-z0-9_]{0,15}$')][string]$SqlInstance)
    $lab = Open-LabCall $PSCmdlet
    foreach ($row in (Connect-LabXds $lab $SqlInstance)['component']) {
        [pscustomobject]@{ Fqdn = $row['Fqdn']; Component = $row['Component']; Registered = [int]$row['Registered'] }
    }
}

Export-ModuleMember -Function Get-SfbScp, Get-SfbXdsState, Get-SfbXdsComponent
