# sfb-facts 3.14. No -WhatIf. Onto an existing file: UNVERIFIED; the lab refuses unless -Force.
function Export-CsConfiguration {
    [CmdletBinding(DefaultParameterSetName = 'FileName')]
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
    if (Test-LabFault $lab 'export-bad-cms') { $documents = @{ policies = 0; settings = 0; version = $documents['version'] } }
    $bytes = New-LabExport $lab $parts $documents
    if ($AsBytes) { return , $bytes }
    Invoke-LabEffect $lab 0.2 { Save-LabExport $lab $FileName $bytes }
}
