# sfb-facts 3.22.
function Stop-CsClsLogging {
    [CmdletBinding()]
    param([Parameter(Mandatory = $true)][string]$Scenario, [string[]]$Computers, [string[]]$Pools, [switch]$AsXml)
    $lab = Open-LabCall $PSCmdlet
    $name = Assert-LabScenario $lab $Scenario
    $servers = Find-LabClsServers $lab $Computers $Pools
    Invoke-LabEffect $lab 0.7 {
        Invoke-LabCls $lab $servers 'Success' {
            param($server)
            $running = @((Get-LabServer $lab $server)['cls']['scenarios'])
            if ($running -notcontains $name) { return 'Success: not running' }
            Set-LabValue $lab "$server.cls.scenarios" @($running | Where-Object -FilterScript { $_ -ne $name })
        }
    }
}
