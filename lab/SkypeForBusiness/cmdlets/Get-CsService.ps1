# sfb-facts 3.10: every service of the topology, or those of one role. Two role switches can't be resolved.
function Get-CsService {
    [CmdletBinding(PositionalBinding = $false, DefaultParameterSetName = 'Identity')]
    param(
        [Parameter(Position = 0, ParameterSetName = 'Identity')][string]$Identity,
        [Parameter(ParameterSetName = 'Filter')][string]$Filter,
        [string]$PoolFqdn,
        [Parameter(Mandatory = $true, ParameterSetName = 'CentralManagement')][switch]$CentralManagement,
        [Parameter(Mandatory = $true, ParameterSetName = 'CentralManagementDatabase')][switch]$CentralManagementDatabase,
        [Parameter(Mandatory = $true, ParameterSetName = 'ManagementServer')][switch]$ManagementServer,
        [Parameter(Mandatory = $true, ParameterSetName = 'EdgeServer')][switch]$EdgeServer,
        [Parameter(Mandatory = $true, ParameterSetName = 'Registrar')][switch]$Registrar,
        [Parameter(Mandatory = $true, ParameterSetName = 'UserServer')][switch]$UserServer,
        [Parameter(Mandatory = $true, ParameterSetName = 'UserDatabase')][switch]$UserDatabase,
        [Parameter(Mandatory = $true, ParameterSetName = 'BackupServer')][switch]$BackupServer,
        [Parameter(Mandatory = $true, ParameterSetName = 'FileStore')][switch]$FileStore,
        [Parameter(Mandatory = $true, ParameterSetName = 'ConferenceServer')][Alias('ConferenceServer')][switch]$ConferencingServer,
        [Parameter(Mandatory = $true, ParameterSetName = 'MediationServer')][switch]$MediationServer,
        [Parameter(Mandatory = $true, ParameterSetName = 'Director')][switch]$Director,
        [Parameter(Mandatory = $true, ParameterSetName = 'WebServer')][switch]$WebServer,
        [Parameter(Mandatory = $true, ParameterSetName = 'ApplicationServer')][switch]$ApplicationServer,
        [Parameter(Mandatory = $true, ParameterSetName = 'ApplicationDatabase')][switch]$ApplicationDatabase,
        [Parameter(Mandatory = $true, ParameterSetName = 'PstnGateway')][switch]$PstnGateway,
        [Parameter(Mandatory = $true, ParameterSetName = 'TrustedApplicationPool')][switch]$TrustedApplicationPool,
        [Parameter(Mandatory = $true, ParameterSetName = 'WacServer')][switch]$WacServer,
        [Parameter(Mandatory = $true, ParameterSetName = 'MonitoringDatabase')][switch]$MonitoringDatabase,
        [Parameter(Mandatory = $true, ParameterSetName = 'ArchivingDatabase')][switch]$ArchivingDatabase,
        [Parameter(Mandatory = $true, ParameterSetName = 'ArchivingServer')][switch]$ArchivingServer,
        [Parameter(Mandatory = $true, ParameterSetName = 'MonitoringServer')][switch]$MonitoringServer,
        [Parameter(Mandatory = $true, ParameterSetName = 'ProvisionServer')][switch]$ProvisionServer,
        [Parameter(Mandatory = $true, ParameterSetName = 'ProvisionDatabase')][switch]$ProvisionDatabase,
        [Parameter(Mandatory = $true, ParameterSetName = 'LegalInterceptServer')][switch]$LegalInterceptServer,
        [Parameter(Mandatory = $true, ParameterSetName = 'PersistentChatServer')][switch]$PersistentChatServer,
        [Parameter(Mandatory = $true, ParameterSetName = 'PersistentChatDatabase')][switch]$PersistentChatDatabase,
        [Parameter(Mandatory = $true, ParameterSetName = 'PersistentChatComplianceDatabase')][switch]$PersistentChatComplianceDatabase,
        [Parameter(Mandatory = $true, ParameterSetName = 'VideoGateway')][switch]$VideoGateway,
        [Parameter(Mandatory = $true, ParameterSetName = 'VideoInteropServer')][switch]$VideoInteropServer
    )
    $lab = Open-LabCall $PSCmdlet
    [void](Connect-LabCms $lab)
    if (-not $lab.Shared['services']['published']) { return }
    $role = ''
    if ('Identity', 'Filter' -notcontains $PSCmdlet.ParameterSetName) { $role = $PSCmdlet.ParameterSetName }
    if ($role -eq 'ConferenceServer') { $role = 'ConferencingServer' }
    $found = 0
    foreach ($pool in $lab.Shared['pools']) {
        if ($PoolFqdn -ne '' -and $pool['fqdn'] -ne $PoolFqdn) { continue }
        foreach ($name in (Get-LabRoles $pool)) {
            $row = "${name}:$($pool['fqdn'])"
            if ($role -ne '' -and $name -ne $role) { continue }
            if ($Identity -ne '' -and $row -ne $Identity) { continue }
            if ($Filter -ne '' -and $row -notlike $Filter) { continue }
            $found++
            New-LabServiceRow $lab $pool $name
        }
    }
    if ($Identity -ne '' -and $found -eq 0) { Stop-LabCmdlet $PSCmdlet "Cannot find an object with identity `"$Identity`"." 'IdentityNotFound' 'ObjectNotFound' }
}

function Get-LabRoles($Pool) {
    if ($Pool['edge']) { return @('EdgeServer') }
    return @('CentralManagement', 'CentralManagementDatabase', 'UserServer', 'UserDatabase', 'Registrar', 'FileStore', 'ConferencingServer',
        'MediationServer', 'WebServer', 'ApplicationServer', 'ApplicationDatabase', 'BackupServer', 'ManagementServer')
}

# Every service object ends with DependentServiceList, ServiceId, SiteId, PoolFqdn, Version, Role.
function New-LabServiceRow($Lab, $Pool, [string]$Role) {
    $fqdn = $Pool['fqdn']
    # The prefix CentralManagement: is UNVERIFIED (sfb-facts 3.10).
    $row = [ordered]@{ Identity = "${Role}:$fqdn" }
    $site = Get-LabSite $Pool
    $id = "$site-$Role-$($Pool['number'])"
    $version = 7
    switch ($Role) {
        'CentralManagement' {
            $row['Active'] = @($Lab.Shared['services']['centralManagementActive']) -contains $fqdn
            $id = "$site-CentralMgmt-$($Pool['number'])"
            $version = 8
        }
        'CentralManagementDatabase' { $row['SqlInstanceName'] = 'rtc'; $id = "$site-CentralMgmtStore-$($Pool['number'])"; $version = 8 }
        'ManagementServer' { $row['ReplicationServicePort'] = [uint16]4443 }
        { 'UserDatabase', 'ApplicationDatabase' -contains $_ } { $row['SqlInstanceName'] = 'rtc' }
        'FileStore' { $row['UncPath'] = "\\$fqdn\lyncshare" }
        'EdgeServer' { Add-LabEdgeFields $Lab $Pool $row }
    }
    $row['DependentServiceList'] = @()
    $row['ServiceId'] = $id
    $row['SiteId'] = "Site:$($script:LabSites[$site])"
    $row['PoolFqdn'] = $fqdn
    $row['Version'] = $version
    $row['Role'] = $Role
    return New-LabObject "Microsoft.Rtc.Management.Xds.Display$Role" $row
}

# As captured in the docs, spelling included (MediaComunicationPortCount).
function Add-LabEdgeFields($Lab, $Pool, $Row) {
    $fqdn = $Pool['fqdn']
    $registrar = $Lab.Shared['services']['edgeRegistrar'][(Get-LabShort $fqdn)]
    $Row['Registrar'] = $null
    if ($null -ne $registrar) { $Row['Registrar'] = "Registrar:$registrar" }
    $ports = [ordered]@{
        AccessEdgeInternalSipPort = 5061; AccessEdgeExternalSipPort = 5061; AccessEdgeClientPort = 443; DataPsomServerPort = 8057
        DataPsomClientPort = 444; MediaRelayAuthEdgePort = 5062; MediaRelayAuthInternalTurnTcpPort = 443; MediaRelayAuthExternalTurnTcpPort = 445
        MediaRelayAuthInternalTurnUdpPort = 3478; MediaRelayAuthExternalTurnUdpPort = 3478; MediaCommunicationPortStart = 50000; MediaComunicationPortCount = 10000
    }
    foreach ($name in @($ports.Keys)) { $Row[$name] = $ports[$name] }
    $Row['AccessEdgeExternalFqdn'] = 'access.domain.local'
    $Row['DataEdgeExternalFqdn'] = 'webconf.domain.local'
    $Row['AVEdgeExternalFqdn'] = $null
    $Row['InternalInterfaceFqdn'] = $null
    $Row['ExternalMrasFqdn'] = $fqdn
}
