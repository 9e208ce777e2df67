# sfb-facts 3.22: identity form global/HADR. Type name as in Microsoft's reference.
function Get-CsClsScenario {
    [CmdletBinding(PositionalBinding = $false, DefaultParameterSetName = 'Identity')]
    param(
        [Parameter(Position = 0, ParameterSetName = 'Identity')][string]$Identity,
        [Parameter(ParameterSetName = 'Filter')][string]$Filter,
        [switch]$LocalStore
    )
    $lab = Open-LabCall $PSCmdlet
    if ($LocalStore) { [void](Connect-LabLocalStore $lab) } else { [void](Connect-LabCms $lab) }
    foreach ($name in @($script:LabClsScenarios.Keys)) {
        if ($Identity -ne '' -and $Identity -ne "global/$name" -and $Identity -ne $name) { continue }
        if ($Filter -ne '' -and "global/$name" -notlike $Filter) { continue }
        New-LabObject 'Microsoft.Rtc.Management.WritableConfig.Settings.CentralizedLogging.Scenario#Decorated' ([ordered]@{ Identity = "global/$name"; Name = $name; Provider = @($script:LabClsScenarios[$name]) })
    }
}
