# Reads no product cmdlet gives, in the lab: same names, parameters and shapes as src/powershell/agent/SfbProbes.psm1.
# Each reads its own field of the world; xds only on its own server, since SQL Express is closed to others.
foreach ($file in 'store', 'world', 'clock', 'errors', 'call', 'files', 'probe-facts') {
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

function Get-SfbCmsDatabase {
    param([Parameter(Mandatory = $true)][ValidatePattern('^[A-Za-z][A-Za-z0-9_]{0,15}$')][string]$SqlInstance)
    $lab = Open-LabCall $PSCmdlet
    if ($SqlInstance -ne 'rtc' -or -not (Test-LabSql $lab $lab.Me 'rtc')) { Stop-LabCmdlet $PSCmdlet (Get-LabText $lab 'sqlClosed') 'SqlException' 'ConnectionError' }
    foreach ($name in 'xds', 'lis') { if ((Get-LabServer $lab $lab.Me)[$name]['exists']) { [pscustomobject]@{ Name = $name; State = 'ONLINE' } } }
}

function Get-SfbSqlRight {
    param([Parameter(Mandatory = $true)][ValidatePattern('^[A-Za-z][A-Za-z0-9_]{0,15}$')][string]$SqlInstance)
    $lab = Open-LabCall $PSCmdlet
    if ($SqlInstance -ne 'rtc' -or -not (Test-LabSql $lab $lab.Me 'rtc')) { Stop-LabCmdlet $PSCmdlet (Get-LabText $lab 'sqlClosed') 'SqlException' 'ConnectionError' }
    [pscustomobject]@{ SysAdmin = [bool]$lab.Shared['probe']['sysAdmin'][$lab.Me] }
}

function Get-SfbTokenGroup {
    [CmdletBinding()]
    param()
    $lab = Open-LabCall $PSCmdlet
    foreach ($name in $lab.Shared['probe']['token'][$lab.Me]) {
        if ($name -eq 'RTCUniversalServerAdmins' -and $lab.Shared['rightsLost']) { continue }
        [pscustomobject]@{ Name = $name; Rid = Get-LabRid $name }
    }
}

function Get-SfbLocalAdmin {
    [CmdletBinding()]
    param()
    $lab = Open-LabCall $PSCmdlet
    [pscustomobject]@{ LocalAdmin = [bool]$lab.Shared['probe']['localAdmin'][$lab.Me] }
}

function Get-SfbGroupMember {
    param([Parameter(Mandatory = $true)][ValidatePattern('^[A-Za-z][A-Za-z0-9]{0,63}$')][string]$Group)
    $lab = Open-LabCall $PSCmdlet
    if (-not $lab.Shared['dcAnswers'].ContainsValue($true)) { Stop-LabCmdlet $PSCmdlet (Get-LabText $lab 'adUnreachable') 'DirectoryServerUnreachable' 'ResourceUnavailable' }
    if ($Group -ne 'RTCUniversalConfigReplicator') { throw "Active Directory has no group $Group." }
    foreach ($fqdn in $lab.Shared['probe']['replicatorGroup']) { [pscustomobject]@{ Computer = $fqdn } }
}

function Get-SfbCertificate {
    [CmdletBinding()]
    param()
    $lab = Open-LabCall $PSCmdlet
    foreach ($one in $lab.Shared['probe']['certificates'][$lab.Me]) {
        $days = [int][System.Math]::Floor(($one['notAfter'] - $lab.Shared['now']).TotalDays)
        [pscustomobject]@{ DnsName = $one['name']; Thumbprint = $one['thumbprint']; DaysLeft = $days }
    }
}

function Get-SfbEventLog {
    param([Parameter(Mandatory = $true)][int]$Minutes)
    $lab = Open-LabCall $PSCmdlet
    $levels = @{ Critical = 1; Error = 2; Warning = 3; Information = 4 }
    $events = @(Get-LabEvents $lab $lab.Me | Where-Object -FilterScript { $_.ProviderName -match '^LS (Master Replicator Agent|File Transfer Agent|Replica Replicator Agent|Backup) Service$' -and $_.TimeCreated -ge $lab.Shared['now'].AddMinutes(-$Minutes) })
    [array]::Reverse($events)
    foreach ($one in @($events)[0..49]) {
        if ($null -ne $one) { [pscustomobject]@{ At = $one.TimeCreated; Source = $one.ProviderName; Id = $one.Id; Level = $levels[$one.LevelDisplayName]; Text = $one.Message } }
    }
}

function Get-SfbShare {
    param([Parameter(Mandatory = $true)][string]$Share)
    $lab = Open-LabCall $PSCmdlet
    [void](Resolve-LabShare $lab $Share)
    $free = $lab.Shared['probe']['freeBytes']
    if (Test-LabFault $lab 'share-full') { $free = 0 }
    [pscustomobject]@{ FreeBytes = [double]$free }
}

function Get-SfbBackupSet {
    param([Parameter(Mandatory = $true)][string]$Share, [Parameter(Mandatory = $true)][ValidatePattern('^[a-z][a-z0-9-]{0,30}$')][string]$Pair)
    $lab = Open-LabCall $PSCmdlet
    $folder = [System.IO.Path]::Combine((Resolve-LabShare $lab $Share), $Pair)
    if (-not [System.IO.Directory]::Exists($folder)) { return }
    foreach ($path in [System.IO.Directory]::GetDirectories($folder)) {
        $name = [System.IO.Path]::GetFileName($path)
        if ($name -notmatch '^\d{4}-\d\d-\d\dT\d{6}Z(-\d+)?$') { continue }
        $made = [datetime]::ParseExact($name.Substring(0, 18), "yyyy-MM-dd'T'HHmmss'Z'", [cultureinfo]::InvariantCulture)
        $manifest = [System.IO.Path]::Combine($path, 'manifest.json')
        $text = if ([System.IO.File]::Exists($manifest)) { [System.IO.File]::ReadAllText($manifest) } else { '' }
        $sizes = @(([System.IO.DirectoryInfo]$path).GetFiles() | ForEach-Object -Process { "$($_.Name) $($_.Length)" }) -join '|'
        [pscustomobject]@{ Name = $name; Manifest = $text; Sizes = $sizes; Hours = ($lab.Shared['now'] - $made).TotalHours }
    }
}

function Get-SfbPowerShell {
    [CmdletBinding()]
    param()
    $lab = Open-LabCall $PSCmdlet
    $probe = $lab.Shared['probe']['powershell'][$lab.Me]
    [pscustomobject]@{ Version = $probe['version']; Edition = $probe['edition']; Language = $probe['language'] }
}

function Get-SfbSecondHop {
    param(
        [Parameter(Mandatory = $true)][string]$DomainController, [Parameter(Mandatory = $true)][string]$Partner,
        [Parameter(Mandatory = $true)][ValidatePattern('^[A-Za-z][A-Za-z0-9_]{0,15}$')][string]$SqlInstance, [Parameter(Mandatory = $true)][string]$Share
    )
    $lab = Open-LabCall $PSCmdlet
    foreach ($hop in 'ad', 'sql', 'share') {
        $end = Get-LabHop $lab $hop $Partner $Share
        [pscustomobject]@{ Hop = $hop; State = $end.state; Detail = $end.detail }
    }
}

Export-ModuleMember -Function Get-SfbScp, Get-SfbXdsState, Get-SfbXdsComponent, Get-SfbCmsDatabase, Get-SfbSqlRight, Get-SfbTokenGroup,
    Get-SfbLocalAdmin, Get-SfbGroupMember, Get-SfbCertificate, Get-SfbEventLog, Get-SfbShare, Get-SfbBackupSet, Get-SfbPowerShell, Get-SfbSecondHop
