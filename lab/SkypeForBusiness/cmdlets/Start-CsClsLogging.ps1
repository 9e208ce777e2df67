# sfb-facts 3.22. Two scenarios on a computer at most; a third is refused there (text invented).
function Start-CsClsLogging {
    [CmdletBinding(PositionalBinding = $false)]
    param([Parameter(Mandatory = $true)][string]$Scenario, [string[]]$Computers, [string[]]$Pools, [string]$Duration, [switch]$AsXml)
    $lab = Open-LabCall $PSCmdlet
    $name = Assert-LabScenario $lab $Scenario
    $servers = Find-LabClsServers $lab $Computers $Pools
    Invoke-LabEffect $lab 0.7 {
        Invoke-LabCls $lab $servers 'Success' {
            param($server)
            $running = @(Get-LabClsRunning $lab $server)
            if ($running -contains $name) { return 'Success: already running' }
            if ($running.Count -ge 2) { return "Error: scenario $($running[1]) is already running" }
            Start-LabClsScenario $lab $server $name (Get-LabClsEnd $lab $name $Duration)
        }
    }
}
