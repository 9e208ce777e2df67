# A pool pair just installed: everything in agreement, nothing slow, nothing left over.
# Gives @{ Shared; Servers }; New-LabWorld writes them.
param([datetime]$Now)

$fe1 = 'fe1.domain.local'
$fe2 = 'fe2.domain.local'

function New-FreshParts {
    @{
        signature = 'bd39024c-9d14-4a5c-8e36-6f1a6d2f8a11'
        active = @($fe1)
        nextHops = @{ edgepool = $fe1 }
        pairing = @{ fe1 = $fe2; fe2 = $fe1 }
    }
}

function New-FreshServices([string[]]$Names) {
    $services = @{}
    foreach ($name in $Names) { $services[$name] = @{ status = 'Running'; startType = 'Automatic'; started = $Now.AddDays(-12) } }
    return $services
}

# The CMS content an export carries besides the topology, as counts and a version that every change raises.
function New-FreshDocuments { @{ policies = 14; settings = 37; version = 211 } }

function New-FreshFrontEnd([string]$Fqdn, [int]$State) {
    $lis = @{ exists = $true; created = $Now.AddDays(-200); subnets = 0; switches = 0; ports = 0; waps = 0; locations = 0; published = $true }
    $rgs = @{ workflows = @(); queues = @(); groups = @() }
    if ($State -eq 0) {
        # LIS is not replicated, Response Groups belong to a pool: only fe1 has any.
        $lis['subnets'] = 12; $lis['switches'] = 3; $lis['ports'] = 40; $lis['waps'] = 5; $lis['locations'] = 9
        $rgs = @{ workflows = @('Helpdesk'); queues = @('Helpdesk queue'); groups = @('Helpdesk agents') }
    }
    @{
        fqdn = $Fqdn
        xds = @{ exists = $true; created = $Now.AddDays(-200); owner = 'sa'; CurrentState = $State; documents = (New-FreshDocuments) }
        component = [System.Collections.ArrayList]@(
            @{ Fqdn = $fe1; Component = 'Master'; Registered = 1 }
            @{ Fqdn = $fe1; Component = 'Fta'; Registered = 1 }
        )
        lis = $lis
        rgs = $rgs
        rtclocal = (New-FreshParts) + @{ documents = (New-FreshDocuments); poolState = @{ fe1 = 'Active'; fe2 = 'Active' } }
        services = (New-FreshServices @('MASTER', 'FTA', 'REPLICA', 'LYNCBACKUP', 'RTCCLSAGT', 'RTCSRV', 'RTCIMMCU', 'RTCDATAMCU', 'RTCAVMCU', 'RTCASMCU', 'RTCMEDSRV', 'RTCRGS', 'RTCCAA', 'RTCCAS', 'RTCCPS', 'RTCATS', 'RTCHA'))
        cls = @{ scenarios = @('AlwaysOn') }
        binaries = '6.0.9319.534'
    }
}

function New-FreshModules([string]$CmsExport, [string]$CmsImport) {
    @{
        PresenceFocus = @{ ExportStatus = 'FinalState'; ImportStatus = 'NormalState' }
        DataConf = @{ ExportStatus = 'FinalState'; ImportStatus = 'NormalState' }
        CMSMaster = @{ ExportStatus = $CmsExport; ImportStatus = $CmsImport }
    }
}

function New-FreshReplica([string]$Fqdn, [int]$Seconds) {
    @{ ReplicaFqdn = $Fqdn; UpToDate = $true; LastStatusReport = $Seconds; LastUpdateCreation = $Now.AddMinutes(-47); ProductVersion = '6.0.9319.534' }
}

@{
    Shared = @{
        language = 'en'
        probe = (New-LabProbeFacts $Now)
        # Set when RTCUniversalServerAdmins is gone: nothing may be changed any more.
        rightsLost = $false
        sessionsCacheConnection = $false
        patchCmdlet = $true
        # The reference documents PoolState for the setter only (domain-notes 1.9): a getter may not show it.
        poolStateHidden = $false
        # Minutes until a witness has heard of a move; 0 = at once.
        lag = @{ scpDc1 = 0; scpDc2 = 0; runtime = 0; replicas = 0; localSource = 0; localTarget = 0; backup = 0; edgeReplica = 0; adDelay = 0; forcedReplication = 2 }
        servers = @{ fe1 = $fe1; fe2 = $fe2; edge1 = 'edge1.domain.local'; jump = 'jump.domain.local' }
        answers = @{ fe1 = $true; fe2 = $true; edge1 = $true; jump = $true }
        sql = @{ fe1 = @{ rtc = 'Running'; rtclocal = 'Running' }; fe2 = @{ rtc = 'Running'; rtclocal = 'Running' }; edge1 = @{ rtclocal = 'Running' } }
        # Front ends whose SQL Express answers other computers (sfb-facts 2: closed by default).
        sqlOpen = @{ fe1 = $true; fe2 = $true }
        pools = @(
            @{ fqdn = $fe1; machine = $fe1; number = 1; site = 1; edge = $false }
            @{ fqdn = $fe2; machine = $fe2; number = 2; site = 2; edge = $false }
            @{ fqdn = 'edgepool.domain.local'; machine = 'edge1.domain.local'; number = 3; site = 1; edge = $true }
        )
        domainControllers = @{ dc1 = 'dc1.domain.local'; dc2 = 'dc2.domain.local' }
        dcAnswers = @{ dc1 = $true; dc2 = $true }
        scp = @{ dc1 = "$fe1\rtc"; dc2 = "$fe1\rtc" }
        runtime = @{
            storeStatus = @{
                ActiveMasterFqdn = $fe1; ActiveMasterLastHeartbeat = 6
                ActiveFileTransferAgentFqdn = $fe1; ActiveFileTransferAgentLastHeartbeat = 4
                ActiveReplicas = @('edge1.domain.local', $fe1, $fe2); DeletedReplicas = @()
            }
            replicas = @{
                edge1 = (New-FreshReplica 'edge1.domain.local' 41)
                fe1 = (New-FreshReplica $fe1 18)
                fe2 = (New-FreshReplica $fe2 23)
            }
        }
        connection = @{ SqlServer = $fe1; SqlInstance = 'rtc' }
        # What the CMS itself tells about its services; an empty CMS tells nothing.
        services = @{ published = $true; centralManagementActive = @($fe1); edgeRegistrar = @{ edgepool = $fe1 }; pairing = @{ fe1 = $fe2; fe2 = $fe1 } }
        topology = (New-FreshParts)
        backup = @{ fe1 = (New-FreshModules 'FinalState' 'NotInitialized'); fe2 = (New-FreshModules 'NotInitialized' 'NormalState') }
        # Which pool -WhatIf of the failover cmdlet calls the current one.
        whatIf = @{ pool = $fe1 }
        # Until then a move of the CMS has not reached everybody.
        settlesAt = $null
        poolState = @{ fe1 = 'Active'; fe2 = 'Active' }
        users = @(
            @{ sip = 'sip:ken.myer@domain.local'; name = 'Ken Myer'; home = 'fe1' }
            @{ sip = 'sip:pilar.ackerman@domain.local'; name = 'Pilar Ackerman'; home = 'fe1' }
            @{ sip = 'sip:jonas.haas@domain.local'; name = 'Jonas Haas'; home = 'fe2' }
        )
    }
    Servers = @{
        fe1 = (New-FreshFrontEnd $fe1 0)
        fe2 = (New-FreshFrontEnd $fe2 3)
        edge1 = @{
            fqdn = 'edge1.domain.local'
            rtclocal = (New-FreshParts) + @{ documents = (New-FreshDocuments); poolState = @{ fe1 = 'Active'; fe2 = 'Active' } }
            services = (New-FreshServices @('REPLICA', 'RTCCLSAGT', 'RTCSRV', 'RTCDATAPROXY', 'RTCMEDIARELAY', 'RTCMRAUTH'))
            cls = @{ scenarios = @('AlwaysOn') }
            binaries = '6.0.9319.534'
        }
        jump = @{ fqdn = 'jump.domain.local'; services = @{} }
    }
    Events = @()
}
