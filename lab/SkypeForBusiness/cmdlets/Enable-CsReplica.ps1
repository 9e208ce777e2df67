# sfb-facts 3.18: this computer joins the replication path.
function Enable-CsReplica {
    [CmdletBinding(PositionalBinding = $false, SupportsShouldProcess = $true)]
    param([string]$GlobalCatalog, [string]$GlobalSettingsDomainController, [string]$Report, [switch]$Force)
    $lab = Open-LabCall $PSCmdlet
    [void](Connect-LabLocalStore $lab)
    if (-not $PSCmdlet.ShouldProcess($lab.Server, 'Enable-CsReplica')) { return }
    Invoke-LabEffect $lab 0.3 { Set-LabValue $lab "$($lab.Me).services.REPLICA.startType" 'Automatic' }
    Write-LabReport $lab $Report 0
}
