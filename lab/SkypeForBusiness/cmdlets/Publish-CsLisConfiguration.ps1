# sfb-facts 3.15, 5.2: after an import; publishing an empty LIS is worse than none.
function Publish-CsLisConfiguration {
    [CmdletBinding(PositionalBinding = $false, SupportsShouldProcess = $true)]
    param([switch]$Force)
    $lab = Open-LabCall $PSCmdlet
    $short = Connect-LabCmsWritable $lab
    if (-not $PSCmdlet.ShouldProcess($lab.Server, 'Publish-CsLisConfiguration')) { return }
    Invoke-LabEffect $lab 0.2 { Set-LabValue $lab "$short.lis.published" $true }
}
