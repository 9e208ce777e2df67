# Centralized logging (sfb-facts 3.22): answers are strings; at most AlwaysOn plus one scenario on a computer. The texts
# and the provider lists are INVENTED (UNVERIFIED).

$script:LabClsScenarios = [ordered]@{
    AlwaysOn = @('SIPStack', 'UserServices'); AudioVideoConferencingIssue = @('AVMCU', 'MCUInfra'); HADR = @('LyncBackup', 'XDS_Replica', 'XDS_Master', 'XDS_File_Transfer')
    CMS = @('XDS_Master', 'XDS_Replica'); Replication = @('XDS_Replica', 'UserReplicator'); IMAndPresence = @('SIPStack', 'S4')
}

# The servers a CLS call is about: named computers, the machines of named pools, or all.
function Find-LabClsServers($Lab, [string[]]$Computers, [string[]]$Pools) {
    $names = @($Computers) + @($Pools) | Where-Object -FilterScript { $_ }
    if (@($names).Count -eq 0) { return @('edge1', 'fe1', 'fe2') }
    return @(foreach ($name in $names) {
        foreach ($pool in $Lab.Shared['pools']) { if ($pool['fqdn'] -eq $name -or $pool['machine'] -eq $name) { Get-LabShort $pool['machine'] } }
    })
}

function Invoke-LabCls($Lab, [string[]]$Servers, [string]$Done, [scriptblock]$Each) {
    foreach ($clsServer in $Servers) {
        if (-not $Lab.Shared['answers'][$clsServer]) { "$($Lab.Shared['servers'][$clsServer]): Error: agent is not reachable"; continue }
        $clsText = & $Each $clsServer
        if ($null -eq $clsText) { $clsText = $Done }
        "$($Lab.Shared['servers'][$clsServer]): $clsText"
    }
}

function Assert-LabScenario($Lab, [string]$Scenario) {
    $name = $Scenario -replace '^.*/', ''
    foreach ($known in @($script:LabClsScenarios.Keys)) { if ($known -eq $name) { return $known } }
    Stop-LabCmdlet $Lab.Cmdlet "Scenario `"$Scenario`" does not exist." 'ScenarioNotFound' 'ObjectNotFound'
}
