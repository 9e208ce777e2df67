# sfb-facts 3.13.
function Get-CsUserReplicatorConfiguration {
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
    New-LabObject 'Microsoft.Rtc.Management.WritableConfig.Settings.UserReplicator.UserReplicatorConfiguration' ([ordered]@{
        Identity = 'Global'
        ADDomainNamingContextList = @()
        DomainControllerList = @()
        ReplicationCycleInterval = [timespan]'00:01:00'
        SkipFirstSyncAllowedDowntime = [timespan]'02:00:00'
    })
}
