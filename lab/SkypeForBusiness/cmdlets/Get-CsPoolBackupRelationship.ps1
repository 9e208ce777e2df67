# sfb-facts 3.5. PoolFqdn and BackupPoolFqdn are INVENTED property names (UNVERIFIED).
function Get-CsPoolBackupRelationship {
    [CmdletBinding(PositionalBinding = $false)]
    param([Parameter(Mandatory = $true)][string]$PoolFqdn, [switch]$Force, [switch]$LocalStore)
    $lab = Open-LabCall $PSCmdlet
    $short = Find-LabPool $lab $PoolFqdn
    if ($LocalStore) { $partner = (Connect-LabLocalStore $lab)['rtclocal']['pairing'][$short] }
    else {
        [void](Connect-LabCms $lab)
        $partner = $lab.Shared['services']['pairing'][$short]
    }
    if ($null -eq $partner) { return }
    New-LabObject 'Microsoft.Rtc.Management.Hadr.BackupService.BackupRelation' ([ordered]@{ PoolFqdn = $PoolFqdn.ToLowerInvariant(); BackupPoolFqdn = $partner })
}
