# sfb-facts 3.22: strings, not objects. The lab finds what its event logs hold (form of a line INVENTED).
function Search-CsClsLogging {
    [CmdletBinding()]
    param(
        [string[]]$Computers, [string[]]$Pools, [datetime]$StartTime, [datetime]$EndTime, [string[]]$Components,
        [ValidateSet('Fatal', 'Error', 'Warning', 'Info', 'Verbose', 'Debug', 'All')][string]$LogLevel = 'All', [switch]$MatchAll, [switch]$MatchAny,
        [string]$OutputFilePath, [switch]$SkipNetworkLogs, [string]$Uri, [string]$CallId, [string]$ConferenceId, [string]$IP, [string]$Phone,
        [string]$SipContents, [string]$CorrelationIds, [switch]$AsXml
    )
    $lab = Open-LabCall $PSCmdlet
    if ($null -eq $EndTime) { $EndTime = $lab.Shared['now'].AddMinutes(5) }
    if ($null -eq $StartTime) { $StartTime = $EndTime.AddMinutes(-30) }
    foreach ($server in (Find-LabClsServers $lab $Computers $Pools)) {
        foreach ($event in (Get-LabEvents $lab $server)) {
            if ($event.TimeCreated -lt $StartTime -or $event.TimeCreated -gt $EndTime) { continue }
            if ($LogLevel -ne 'All' -and $event.LevelDisplayName -ne $LogLevel) { continue }
            "TL_$($event.LevelDisplayName.ToUpperInvariant()) [$($lab.Shared['servers'][$server])] $($event.TimeCreated.ToString('MM/dd/yyyy|HH:mm:ss.fff', [cultureinfo]::InvariantCulture)) $($event.ProviderName) $($event.Message)"
        }
    }
}
