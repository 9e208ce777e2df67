# Registrar settings, Global and one per pool; PoolState as Set-CsRegistrarConfiguration documents it: Active,
# FailedOver, FailingOver, FailedBack. That the getter shows it is field knowledge (domain-notes 1.9, UNVERIFIED).
function Get-CsRegistrarConfiguration {
    [CmdletBinding(PositionalBinding = $false, DefaultParameterSetName = 'Identity')]
    param(
        [Parameter(Position = 0, ParameterSetName = 'Identity')][string]$Identity,
        [Parameter(ParameterSetName = 'Filter')][string]$Filter,
        [switch]$LocalStore
    )
    $lab = Open-LabCall $PSCmdlet
    if ($LocalStore) { $states = (Connect-LabLocalStore $lab)['rtclocal']['poolState'] }
    else {
        [void](Connect-LabCms $lab)
        $states = $lab.Shared['poolState']
    }
    $found = 0
    foreach ($name in @('Global') + @($states.Keys | Sort-LabText)) {
        $row = 'Global'
        if ($name -ne 'Global') { $row = "service:Registrar:$($lab.Shared['servers'][$name])" }
        if ($Identity -ne '' -and $row -ne $Identity -and $row -ne "service:$Identity") { continue }
        if ($Filter -ne '' -and $row -notlike $Filter) { continue }
        $found++
        New-LabRegistrarSettings $row $states[$name] $lab.Shared['poolStateHidden']
    }
    if ($Identity -ne '' -and $found -eq 0) {
        Stop-LabCmdlet $PSCmdlet "Cannot find an object with identity `"$Identity`"." 'IdentityNotFound' 'ObjectNotFound'
    }
}

function New-LabRegistrarSettings([string]$Identity, $PoolState, $Hidden) {
    if ($null -eq $PoolState) { $PoolState = 'Active' }
    $settings = [ordered]@{
        Identity = $Identity
        MinEndpointExpiration = [int]600
        MaxEndpointExpiration = [int]900
        DefaultEndpointExpiration = [int]600
        MaxEndpointsPerUser = [int]8
        EnableDHCPServer = $false
        PoolState = $PoolState
        BackupStoreUnavailableThreshold = [timespan]'00:30:00'
        MaxUserCount = [int]200
        UserCertificateReplicationThreads = [int]2
    }
    if ($Hidden) { $settings.Remove('PoolState') }
    return New-LabObject 'Microsoft.Rtc.Management.WritableConfig.Settings.Registrar.RegistrarSettings' $settings
}
