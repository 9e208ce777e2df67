# sfb-facts 3.16: per pool; fails when the file exists; -RemoveExportedConfiguration deletes the source.
function Export-CsRgsConfiguration {
    [CmdletBinding(PositionalBinding = $false)]
    param(
        [Parameter(Mandatory = $true)][string]$FileName, [Parameter(Mandatory = $true)][string]$Source, [string]$Owner,
        [switch]$RemoveExportedConfiguration, [switch]$Force
    )
    $lab = Open-LabCall $PSCmdlet
    $short = Find-LabPool $lab ($Source -replace '^(service:)?ApplicationServer:', '')
    if (-not $lab.Shared['answers'][$short]) { Stop-LabCmdlet $PSCmdlet "The Response Group application of `"$Source`" cannot be reached." 'RgsUnreachable' 'ConnectionError' }
    $rgs = (Get-LabServer $lab $short)['rgs']
    # A pool without Response Groups fails (domain-notes 2); text invented.
    if (@($rgs['workflows']).Count -eq 0) { Stop-LabCmdlet $PSCmdlet "There is no Response Group configuration in `"$Source`"." 'NoRgsConfiguration' 'ObjectNotFound' }
    Assert-LabNewFile $lab $FileName
    $text = "<RgsConfiguration Owner=`"$($lab.Shared['servers'][$short])`">"
    foreach ($kind in 'workflows', 'queues', 'groups') { foreach ($one in $rgs[$kind]) { $text += "<Item Kind=`"$kind`" Name=`"$([System.Security.SecurityElement]::Escape($one))`"/>" } }
    $bytes = New-LabZip ([ordered]@{ 'RgsConfiguration.xml' = "$text</RgsConfiguration>" })
    Invoke-LabEffect $lab 0.2 {
        Save-LabExport $lab $FileName $bytes
        if ($RemoveExportedConfiguration) { foreach ($kind in 'workflows', 'queues', 'groups') { Set-LabValue $lab "$short.rgs.$kind" @() } }
    }
}
