# sfb-facts 3.6: global only.
function Get-CsBackupServiceConfiguration {
    [CmdletBinding(PositionalBinding = $false, DefaultParameterSetName = 'Identity')]
    param(
        [Parameter(Position = 0, ParameterSetName = 'Identity')][string]$Identity,
        [Parameter(ParameterSetName = 'Filter')][string]$Filter,
        [switch]$LocalStore
    )
    $lab = Open-LabCall $PSCmdlet
    if ($LocalStore) { [void](Connect-LabLocalStore $lab) } else { [void](Connect-LabCms $lab) }
    if ($Identity -ne '' -and $Identity -ne 'Global') { Stop-LabCmdlet $PSCmdlet "Cannot find an object with identity `"$Identity`"." 'IdentityNotFound' 'ObjectNotFound' }
    if ($Filter -ne '' -and 'Global' -notlike $Filter) { return }
    New-LabObject 'Microsoft.Rtc.Management.WritableConfig.Settings.BackupService.BackupServiceConfiguration' ([ordered]@{
        Identity = 'Global'
        SyncInterval = [timespan]'00:02:00'
        MaxConcurrentCalls = [int]10
        MaxBatchesPerCmsSync = [int]500
        MaxBatchesPerUserStoreSync = [int]500
        MaxDataConfPackageSizeKB = [int]102400
        AuthorizedUniversalGroups = @()
        AuthorizedLocalAccounts = @('NT AUTHORITY\Network Service')
        EnableRgsBackupService = $false
    })
}
