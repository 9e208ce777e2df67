# sfb-facts 3.22: a new duration, d.hh:mm.
function Update-CsClsLogging {
    [CmdletBinding(PositionalBinding = $false)]
    param([Parameter(Mandatory = $true)][string]$Duration, [string[]]$Computers, [string[]]$Pools, [switch]$AsXml)
    $lab = Open-LabCall $PSCmdlet
    $servers = Find-LabClsServers $lab $Computers $Pools
    Invoke-LabEffect $lab 0.5 { Invoke-LabCls $lab $servers 'Success' { } }
}
