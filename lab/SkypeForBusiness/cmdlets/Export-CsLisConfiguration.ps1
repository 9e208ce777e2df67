# sfb-facts 3.15. Never overwrites; no -Force, no -WhatIf. From elsewhere only -AsBytes works.
function Export-CsLisConfiguration {
    [CmdletBinding(PositionalBinding = $false, DefaultParameterSetName = 'FileName')]
    param(
        [Parameter(Mandatory = $true, Position = 0, ParameterSetName = 'FileName')][string]$FileName,
        [Parameter(Mandatory = $true, ParameterSetName = 'AsBytes')][switch]$AsBytes
    )
    $lab = Open-LabCall $PSCmdlet
    $server = Get-LabServer $lab (Connect-LabCms $lab)
    if (-not $server['lis']['exists']) { Stop-LabCmdlet $PSCmdlet 'Cannot open database "lis" requested by the login. The login failed.' 'SqlException' 'ConnectionError' }
    if ($FileName -ne '') { Assert-LabNewFile $lab $FileName }
    $bytes = New-LabLisExport $lab $server['lis']
    if ($AsBytes) { return , $bytes }
    Invoke-LabEffect $lab 0.1 { Save-LabExport $lab $FileName $bytes }
}
