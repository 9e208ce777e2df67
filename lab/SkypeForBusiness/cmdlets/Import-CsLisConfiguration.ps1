# sfb-facts 3.15: puts back what was removed or changed, deletes nothing newer. Publish-CsLisConfiguration follows.
function Import-CsLisConfiguration {
    [CmdletBinding(PositionalBinding = $false, DefaultParameterSetName = 'FileName')]
    param(
        [Parameter(Mandatory = $true, Position = 0, ParameterSetName = 'FileName')][string]$FileName,
        [Parameter(Mandatory = $true, Position = 0, ParameterSetName = 'ByteInput', ValueFromPipeline = $true)][byte[]]$ByteInput
    )
    $lab = Open-LabCall $PSCmdlet
    $short = Connect-LabCmsWritable $lab
    if ($FileName -ne '') { $ByteInput = Read-LabImport $lab $FileName }
    $counts = Read-LabLisExport $lab $ByteInput
    if (Test-LabFault $lab 'lis-import-fails') { Stop-LabCmdlet $PSCmdlet 'The Location Information Service database could not be updated. The transaction was rolled back.' 'LisImportFailed' 'WriteError' }
    Invoke-LabEffect $lab 0.3 {
        foreach ($table in $script:LabLisTables) {
            $now = Get-LabValue $lab "$short.lis.$table"
            if ($counts[$table] -gt $now) { Set-LabValue $lab "$short.lis.$table" $counts[$table] }
        }
        Set-LabValue $lab "$short.lis.published" $false
    }
}
