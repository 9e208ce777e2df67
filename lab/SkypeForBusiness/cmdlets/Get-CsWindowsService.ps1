# sfb-facts 3.20. Single name, no wildcards; the property name ActivityLevel is INVENTED (UNVERIFIED).
$script:LabServiceTexts = @{
    MASTER = 'Master Replicator Agent'; FTA = 'File Transfer Agent'; REPLICA = 'Replica Replicator Agent'; LYNCBACKUP = 'Backup Service'
    RTCCLSAGT = 'Centralized Logging Service Agent'; RTCSRV = 'Front-End'; RTCIMMCU = 'IM Conferencing'; RTCDATAMCU = 'Web Conferencing'
    RTCAVMCU = 'Audio/Video Conferencing'; RTCASMCU = 'Application Sharing'; RTCMEDSRV = 'Mediation'; RTCRGS = 'Response Group'
    RTCCAA = 'Conferencing Attendant'; RTCCAS = 'Conferencing Announcement'; RTCCPS = 'Call Park'; RTCATS = 'Audio Test Service'
    RTCHA = 'Health Agent'; RTCXMPPTGW = 'XMPP Translating Gateway'; RTCDATAPROXY = 'Web Conferencing Edge'
    RTCMEDIARELAY = 'Audio/Video Edge'; RTCMRAUTH = 'Audio/Video Authentication'
}

function Get-CsWindowsService {
    [CmdletBinding(PositionalBinding = $false)]
    param([Parameter(Position = 0)][string]$Name, [string]$ComputerName, [switch]$ExcludeActivityLevel, [string]$Report)
    $lab = Open-LabCall $PSCmdlet
    $short = Find-LabComputer $lab $ComputerName
    $services = (Get-LabServer $lab $short)['services']
    $names = @($services.Keys | Sort-LabText)
    if ($Name -ne '') {
        if (-not $services.ContainsKey($Name)) { Stop-LabCmdlet $PSCmdlet "Cannot find service `"$Name`" on computer `"$($lab.Shared['servers'][$short])`". $(Get-LabText $lab 'noService')" 'ServiceNotFound' 'ObjectNotFound' }
        $names = @($Name.ToUpperInvariant())
    }
    foreach ($key in $names) { New-LabService $key $services[$key] $ExcludeActivityLevel.IsPresent }
}

function New-LabService([string]$Key, $Kept, [bool]$NoActivity) {
    $role = 'FrontEnd'
    if ('MASTER', 'FTA' -contains $Key) { $role = 'CentralManagement' }
    $level = $null
    if (-not $NoActivity) { $level = 'Activity level = 0' }
    return New-LabObject 'Microsoft.Rtc.Management.Deployment.Core.NTService' ([ordered]@{
        Name = $Key
        DisplayName = "Skype for Business Server $($script:LabServiceTexts[$Key])"
        Status = [string]$Kept['status']
        StartType = [string]$Kept['startType']
        RoleName = @($role)
        ActivityLevel = $level
    })
}

# The computer a caller means; without a name, this one.
function Find-LabComputer($Lab, [string]$ComputerName) {
    if ($ComputerName -eq '') { return $Lab.Me }
    $short = Get-LabShort $ComputerName
    if (-not $Lab.Shared['servers'].ContainsKey($short) -or -not $Lab.Shared['answers'][$short]) {
        Stop-LabCmdlet $Lab.Cmdlet "Cannot open Service Control Manager on computer '$ComputerName'. $(Get-LabText $Lab 'networkPath')" 'ServiceControlManagerUnreachable' 'ConnectionError'
    }
    return $short
}
