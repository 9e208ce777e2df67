# sfb-facts 3.22: identity form global/HADR. Type name INVENTED (UNVERIFIED).
function Get-CsClsScenario {
    [CmdletBinding()]
    param([Parameter(Position = 0)][string]$Identity, [switch]$LocalStore)
    $lab = Open-LabCall $PSCmdlet
    if ($LocalStore) { [void](Connect-LabLocalStore $lab) } else { [void](Connect-LabCms $lab) }
    foreach ($name in @($script:LabClsScenarios.Keys)) {
        if ($Identity -ne '' -and $Identity -ne "global/$name" -and $Identity -ne $name) { continue }
        New-LabObject 'Microsoft.Rtc.Management.WritableConfig.Settings.CentralizedLoggingConfig.Scenario' ([ordered]@{ Identity = "global/$name"; Name = $name; Provider = @($script:LabClsScenarios[$name]) })
    }
}
