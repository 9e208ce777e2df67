# sfb-facts 3.22.
function Stop-CsClsLogging {
    [CmdletBinding(PositionalBinding = $false)]
    param([Parameter(Mandatory = $true)][string]$Scenario, [string[]]$Computers, [string[]]$Pools, [switch]$AsXml)
    $lab = Open-LabCall $PSCmdlet
    $name = Assert-LabScenario $lab $Scenario
    $servers = Find-LabClsServers $lab $Computers $Pools
    Invoke-LabEffect $lab 0.7 {
        Invoke-LabCls $lab $servers 'Success' {
            param($server)
            if (@(Get-LabClsRunning $lab $server) -notcontains $name) { return 'Success: not running' }
            Stop-LabClsScenario $lab $server $name
        }
    }
}
