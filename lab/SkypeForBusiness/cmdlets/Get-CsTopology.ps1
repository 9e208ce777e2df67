# sfb-facts 3.12. -LocalStore reads RTCLOCAL of the server it runs on.
function Get-CsTopology {
    [CmdletBinding(PositionalBinding = $false)]
    param([switch]$AsXml, [switch]$LocalStore)
    $lab = Open-LabCall $PSCmdlet
    if ($LocalStore) { $parts = (Connect-LabLocalStore $lab)['rtclocal'] }
    else {
        [void](Connect-LabCms $lab)
        $parts = $lab.Shared['topology']
    }
    if ($null -eq $parts -or $null -eq $parts['active']) { return }
    if (-not $AsXml) { return New-LabTopologyObject $lab $parts }
    $xml = New-LabTopologyXml $lab $parts
    if (Test-LabFault $lab 'huge-output') { $xml.Add([System.Xml.Linq.XComment]::new([string]::new([char]'x', 5000000))) }
    return $xml
}
