# sfb-facts 3.14. No -WhatIf. Onto an existing file: UNVERIFIED; the lab refuses unless -Force.
function Export-CsConfiguration {
    [CmdletBinding(PositionalBinding = $false, DefaultParameterSetName = 'FileName')]
    param(
        [Parameter(Mandatory = $true, Position = 0, ParameterSetName = 'FileName')][string]$FileName,
        [Parameter(Mandatory = $true, ParameterSetName = 'AsBytes')][switch]$AsBytes,
        [switch]$Force, [switch]$LocalStore
    )
    $lab = Open-LabCall $PSCmdlet
    if ($LocalStore) {
        $parts = (Connect-LabLocalStore $lab)['rtclocal']
        $documents = $parts['documents']
    } else {
        $server = Get-LabServer $lab (Connect-LabCms $lab)
        $parts = $lab.Shared['topology']
        $documents = $server['xds']['documents']
    }
    if ($null -eq $documents -or $null -eq $parts['active']) { Stop-LabCmdlet $PSCmdlet 'The store holds no topology to export.' 'NothingToExport' 'ObjectNotFound' }
    if ($FileName -ne '' -and -not $Force) { Assert-LabNewFile $lab $FileName }
    $source = Get-LabExportSource $lab $parts $documents
    $bytes = New-LabExport $lab $source $source.documents
    if ($AsBytes) { return , $bytes }
    Invoke-LabEffect $lab 0.2 { Save-LabExport $lab $FileName $bytes }
}
