# sfb-facts 3.22: caches to disk; run it before searching.
function Sync-CsClsLogging {
    [CmdletBinding(PositionalBinding = $false)]
    param([string[]]$Computers, [string[]]$Pools, [switch]$AsXml)
    $lab = Open-LabCall $PSCmdlet
    $servers = Find-LabClsServers $lab $Computers $Pools
    Invoke-LabEffect $lab 0.5 { Invoke-LabCls $lab $servers 'Success' { param($server) Set-LabValue $lab "$server.cls.flushed" $lab.Shared['now'] } }
}
