# sfb-facts 3.18: enables the topology the CMS holds. SkipPrepareCheck is a Boolean here.
function Enable-CsTopology {
    [CmdletBinding(PositionalBinding = $false, SupportsShouldProcess = $true)]
    param([string]$GlobalCatalog, [string]$GlobalSettingsDomainController, [bool]$SkipPrepareCheck, [string]$Report, [switch]$Force)
    $lab = Open-LabCall $PSCmdlet
    [void](Connect-LabCmsWritable $lab)
    if ($null -eq $lab.Shared['topology']['active']) { Stop-LabCmdlet $PSCmdlet 'There is no published topology to enable.' 'NoTopology' 'ObjectNotFound' }
    if (-not $PSCmdlet.ShouldProcess('domain.local', 'Enable-CsTopology')) { return }
    Invoke-LabEffect $lab 1 { Send-LabChange $lab }
    Write-LabReport $lab $Report 0
}
