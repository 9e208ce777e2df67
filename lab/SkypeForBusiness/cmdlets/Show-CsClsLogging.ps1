# sfb-facts 3.22: which scenarios run where.
function Show-CsClsLogging {
    [CmdletBinding(PositionalBinding = $false)]
    param([string[]]$Computers, [string[]]$Pools, [switch]$AsXml)
    $lab = Open-LabCall $PSCmdlet
    Invoke-LabCls $lab (Find-LabClsServers $lab $Computers $Pools) 'none' { param($server) @(Get-LabClsRunning $lab $server) -join ', ' }
}
