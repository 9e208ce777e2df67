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
        $clsName = $Lab.Shared['servers'][$clsServer]
        $clsAgent = $null
        if ($Lab.Shared['answers'][$clsServer]) { $clsAgent = (Get-LabServer $Lab $clsServer)['services']['RTCCLSAGT'] }
        if ($null -eq $clsAgent -or $clsAgent['status'] -ne 'Running') { "${clsName}: Error: agent is not reachable"; continue }
        $clsText = & $Each $clsServer
        if ($null -eq $clsText) { $clsText = $Done }
        "${clsName}: $clsText"
    }
}

# The scenarios that run on a server now: one with a duration has ended by itself when that is over.
function Get-LabClsRunning($Lab, [string]$Short) {
    $cls = (Get-LabServer $Lab $Short)['cls']
    return @(foreach ($name in @($cls['scenarios'])) {
        $ends = $null
        if ($null -ne $cls['ends']) { $ends = $cls['ends'][$name] }
        if ($null -eq $ends -or $ends -gt $Lab.Shared['now']) { $name }
    })
}

# d.hh:mm, 4 hours without one; AlwaysOn runs until it is stopped.
function Get-LabClsEnd($Lab, [string]$Scenario, [string]$Duration) {
    if ($Scenario -eq 'AlwaysOn') { return $null }
    if ($Duration -eq '') { return $Lab.Shared['now'].AddHours(4) }
    if ($Duration -notmatch '^(\d+)\.(\d{1,2}):(\d{2})$') { Stop-LabCmdlet $Lab.Cmdlet "Duration `"$Duration`" is not in the form d.hh:mm." 'InvalidDuration' 'InvalidArgument' }
    return $Lab.Shared['now'].AddMinutes(1440 * [int]$Matches[1] + 60 * [int]$Matches[2] + [int]$Matches[3])
}

function Start-LabClsScenario($Lab, [string]$Short, [string]$Name, $End) {
    $cls = Copy-LabValue (Get-LabServer $Lab $Short)['cls']
    $cls['scenarios'] = @(Get-LabClsRunning $Lab $Short) + $Name
    if ($null -eq $cls['ends']) { $cls['ends'] = @{} }
    $cls['ends'][$Name] = $End
    $kept = @(foreach ($trace in @($cls['traces'])) { if ($null -ne $trace) { $trace } })
    $cls['traces'] = @($kept) + @{ scenario = $Name; from = $Lab.Shared['now']; until = $End }
    Set-LabValue $Lab "$Short.cls" $cls
}

function Stop-LabClsScenario($Lab, [string]$Short, [string]$Name) {
    $cls = Copy-LabValue (Get-LabServer $Lab $Short)['cls']
    $cls['scenarios'] = @(Get-LabClsRunning $Lab $Short | Where-Object -FilterScript { $_ -ne $Name })
    if ($null -ne $cls['ends']) { $cls['ends'].Remove($Name) }
    foreach ($trace in @($cls['traces'])) {
        if ($null -ne $trace -and $trace['scenario'] -eq $Name -and ($null -eq $trace['until'] -or $trace['until'] -gt $Lab.Shared['now'])) { $trace['until'] = $Lab.Shared['now'] }
    }
    Set-LabValue $Lab "$Short.cls" $cls
}

# What the scenarios that ran have traced and Sync-CsClsLogging wrote to disk: one line a minute and provider (INVENTED).
function Get-LabClsLines($Lab, [string]$Short, [datetime]$From, [datetime]$Until) {
    $cls = (Get-LabServer $Lab $Short)['cls']
    if ($null -eq $cls['flushed']) { return }
    foreach ($trace in @($cls['traces'])) {
        if ($null -eq $trace) { continue }
        $at = $trace['from']
        while ($at -le $Until -and $at -le $cls['flushed'] -and ($null -eq $trace['until'] -or $at -le $trace['until'])) {
            if ($at -ge $From) {
                foreach ($provider in $script:LabClsScenarios[$trace['scenario']]) { [pscustomobject]@{ TimeCreated = $at; Component = $provider; Level = 'Info'; Message = "$provider works" } }
            }
            $at = $at.AddMinutes(1)
        }
    }
}

# The component of an event source, where a scenario of the lab has one.
function Get-LabClsComponent([string]$Source) {
    switch -Wildcard ($Source) {
        'LS Backup*' { return 'LyncBackup' }
        'LS Replica*' { return 'XDS_Replica' }
        'LS Master*' { return 'XDS_Master' }
        'LS File Transfer*' { return 'XDS_File_Transfer' }
        'LS User*' { return 'UserServices' }
        default { return 'SIPStack' }
    }
}

function Assert-LabScenario($Lab, [string]$Scenario) {
    $name = $Scenario -replace '^.*/', ''
    foreach ($known in @($script:LabClsScenarios.Keys)) { if ($known -eq $name) { return $known } }
    Stop-LabCmdlet $Lab.Cmdlet "Scenario `"$Scenario`" does not exist." 'ScenarioNotFound' 'ObjectNotFound'
}
