# The default: a pair after two years of work, on which nothing is wrong and much is noisy (domain-notes 5).
param([datetime]$Now)

$world = & ([System.IO.Path]::Combine($PSScriptRoot, 'fresh.ps1')) -Now $Now
$shared = $world.Shared

$shared['language'] = 'de'
$shared['sessionsCacheConnection'] = $true
$shared['patchCmdlet'] = $false
$shared['sqlOpen'] = @{ fe1 = $false; fe2 = $false }
$shared['lag'] = @{
    scpDc1 = 0; scpDc2 = 0.5; runtime = 3; replicas = 4; localSource = 4; localTarget = 3; backup = 3
    edgeReplica = 3; adDelay = 0.5; forcedReplication = 2.5
}

# Before the November 2015 update: Get-CsServerPatchVersion does not exist yet (sfb-facts 3.21).
foreach ($row in $shared['runtime']['replicas'].Values) { $row['ProductVersion'] = '6.0.9319.55' }
foreach ($server in 'fe1', 'fe2', 'edge1') { $world.Servers[$server]['binaries'] = '6.0.9319.55' }

# Windows names its own groups in the language of the domain.
foreach ($place in 'jump', 'fe1', 'fe2') { $shared['probe']['token'][$place] = @($shared['probe']['token'][$place]) -replace '^Domain Admins$', 'Domänen-Admins' }

# No Response Groups, and a LIS nobody ever filled.
$world.Servers['fe1']['rgs'] = @{ workflows = @(); queues = @(); groups = @() }
$world.Servers['fe1']['lis'] = Copy-LabValue $world.Servers['fe2']['lis']

# Left over from an earlier move: a row of fe2 that is registered no more (sfb-facts 3.25).
foreach ($server in 'fe1', 'fe2') {
    [void]$world.Servers[$server]['component'].Insert(0, @{ Fqdn = 'fe2.domain.local'; Component = 'Master'; Registered = 0 })
}
# SCP written by hand once: another separator and case on one controller (sfb-facts 3.24).
$shared['scp']['dc2'] = 'FE1.domain.local/RTC'
# Somebody traces audio and video; at most two scenarios may run (sfb-facts 3.22).
foreach ($server in 'fe1', 'fe2') { $world.Servers[$server]['cls']['scenarios'] = @('AlwaysOn', 'AudioVideoConferencingIssue') }

$world.Events = @(
    @{ server = 'fe1'; minutes = 2900; source = 'LS User Services'; id = 32178; level = 'Error'; text = 'Failed to sync data for Routing group from backup store.' }
    @{ server = 'fe1'; minutes = 410; source = 'LS Protocol Stack'; id = 14428; level = 'Error'; text = 'TLS outgoing connection failures.' }
    @{ server = 'fe2'; minutes = 95; source = 'LS Protocol Stack'; id = 14428; level = 'Error'; text = 'TLS outgoing connection failures.' }
    @{ server = 'fe2'; minutes = 61; source = 'LS Data MCU'; id = 41026; level = 'Warning'; text = 'No connectivity with any of Web Conferencing Edge Servers.' }
)
$world
