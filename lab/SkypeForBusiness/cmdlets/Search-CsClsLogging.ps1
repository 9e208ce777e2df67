# sfb-facts 3.22: strings, not objects. The lab finds what its event logs hold, and what was traced and written to disk
# before (form of a line INVENTED).
function Search-CsClsLogging {
    [CmdletBinding(PositionalBinding = $false)]
    param(
        [string[]]$Computers, [string[]]$Pools, [datetime]$StartTime, [datetime]$EndTime, [string[]]$Components,
        [ValidateSet('Fatal', 'Error', 'Warning', 'Info', 'Verbose', 'Debug', 'All')][string]$LogLevel = 'All', [switch]$MatchAll, [switch]$MatchAny,
        [string]$OutputFilePath, [switch]$SkipNetworkLogs, [string]$Uri, [string]$CallId, [string]$ConferenceId, [System.Net.IPAddress]$IP, [string]$Phone,
        [string]$SipContents, [string[]]$CorrelationIds, [switch]$AsXml
    )
    $lab = Open-LabCall $PSCmdlet
    if ($null -eq $EndTime) { $EndTime = $lab.Shared['now'].AddMinutes(5) }
    if ($null -eq $StartTime) { $StartTime = $EndTime.AddMinutes(-30) }
    foreach ($server in (Find-LabClsServers $lab $Computers $Pools)) {
        if (-not $lab.Shared['answers'][$server]) { continue }
        $name = $lab.Shared['servers'][$server]
        $lines = @(foreach ($event in (Get-LabEvents $lab $server)) {
            [pscustomobject]@{ TimeCreated = $event.TimeCreated; Component = Get-LabClsComponent $event.ProviderName; Level = $event.LevelDisplayName; Message = $event.Message }
        }) + @(Get-LabClsLines $lab $server $StartTime $EndTime)
        foreach ($line in $lines) {
            if ($line.TimeCreated -lt $StartTime -or $line.TimeCreated -gt $EndTime) { continue }
            if ($LogLevel -ne 'All' -and $line.Level -ne $LogLevel) { continue }
            if ($null -ne $Components -and $Components -notcontains $line.Component) { continue }
            "TL_$($line.Level.ToUpperInvariant()) [$name] $($line.TimeCreated.ToString('MM/dd/yyyy|HH:mm:ss.fff', [cultureinfo]::InvariantCulture)) $($line.Component) $($line.Message)"
        }
    }
}
