# The topology document (sfb-facts 3.12), made from the parts a store holds: which pools are active, edge next hops,
# pairing. The real element names are used where they are known; LabNextHop and LabBackupPool are INVENTED, because
# how next hop and pairing appear in the XML is UNVERIFIED.

$script:LabTopologyNamespace = 'urn:schema:Microsoft.Rtc.Management.Deploy.Topology.2008'
$script:LabRolesNamespace = 'urn:schema:Microsoft.Rtc.Management.Deploy.ServiceRoles.2008'

# Roles of a Standard Edition pool besides the CMS, with their version and what they lie on (sfb-facts 3.12).
$script:LabFrontEndRoles = @(
    @{ Role = 'FileStore'; Version = '7'; On = 'cluster' }
    @{ Role = 'UserStore'; Version = '7'; On = 'sql' }
    @{ Role = 'ApplicationStore'; Version = '7'; On = 'sql' }
    @{ Role = 'UserServices'; Version = '7'; On = 'cluster' }
    @{ Role = 'Registrar'; Version = '7'; On = 'cluster' }
    @{ Role = 'WebServices'; Version = '7'; On = 'cluster' }
    @{ Role = 'ConfServices'; Version = '7'; On = 'cluster' }
    @{ Role = 'ApplicationServer'; Version = '7'; On = 'cluster' }
)

# A pair is meant to span two sites; the Edge stands at the primary's.
$script:LabSites = [ordered]@{ '1' = 'London'; '2' = 'Leeds' }

function Get-LabSite($Pool) {
    if ($null -eq $Pool['site']) { return '1' }
    return [string]$Pool['site']
}

function New-LabTopologyXml($Lab, $Parts) {
    $text = [System.Text.StringBuilder]::new(8192)
    [void]$text.Append("<Topology xmlns=`"$script:LabTopologyNamespace`" Signature=`"$($Parts['signature'])`">")
    [void]$text.Append('<InternalDomains AllowAllDomains="false" DefaultDomain="domain.local"><InternalDomain Name="domain.local" Authoritative="false" AllowSubDomains="false"/></InternalDomains>')
    [void]$text.Append('<Sites>')
    foreach ($id in @($script:LabSites.Keys)) { [void]$text.Append("<CentralSite SiteId=`"$id`"><Name>$($script:LabSites[$id])</Name><Location/></CentralSite>") }
    [void]$text.Append('</Sites><Clusters>')
    foreach ($pool in $Lab.Shared['pools']) { [void]$text.Append((Get-LabClusterXml $pool)) }
    [void]$text.Append('</Clusters><SqlInstances>')
    foreach ($pool in $Lab.Shared['pools']) { if (-not $pool['edge']) { [void]$text.Append("<SqlInstance>$(Get-LabSqlXml $pool)</SqlInstance>") } }
    [void]$text.Append('</SqlInstances><Services>')
    foreach ($pool in $Lab.Shared['pools']) {
        if ($pool['edge']) { [void]$text.Append((Get-LabEdgeXml $pool $Parts)) } else { [void]$text.Append((Get-LabFrontEndXml $pool $Parts)) }
    }
    [void]$text.Append('</Services></Topology>')
    return [System.Xml.Linq.XElement]::Parse($text.ToString())
}

function Get-LabClusterXml($Pool) {
    $setup = ([string](-not $Pool['edge'])).ToLowerInvariant()
    return "<Cluster RequiresReplication=`"true`" RequiresSetup=`"$setup`" Fqdn=`"$($Pool['fqdn'])`"><ClusterId SiteId=`"$(Get-LabSite $Pool)`" Number=`"$($Pool['number'])`"/>" +
        "<Machine OrdinalInCluster=`"1`" Fqdn=`"$($Pool['machine'])`" FaultDomain=`"$($Pool['machine'])`" UpgradeDomain=`"$($Pool['machine'])`">" +
        '<NetInterface InterfaceSide="Primary" InterfaceNumber="1" IPAddress="0.0.0.0"/></Machine></Cluster>'
}

function Get-LabSqlXml($Pool) { return "<SqlInstanceId Name=`"rtc`"><ClusterId SiteId=`"$(Get-LabSite $Pool)`" Number=`"$($Pool['number'])`"/></SqlInstanceId>" }

function Get-LabServiceXml([string]$Role, $Pool, [string]$Version, [string]$On, [string]$Extra, [string]$Depends) {
    return "<Service RoleVersion=`"1`" ServiceVersion=`"$Version`"$(if ($Role -eq 'CentralMgmt') { ' Type="Microsoft.Rtc.Management.Deploy.Internal.ServiceRoles.CentralMgmtService"' })>" +
        "<ServiceId SiteId=`"$(Get-LabSite $Pool)`" RoleName=`"$Role`" Instance=`"$($Pool['number'])`"/><DependsOn>$Depends</DependsOn><InstalledOn>$On</InstalledOn>" +
        "<Ports xmlns=`"$script:LabRolesNamespace`"/>$Extra</Service>"
}

function Get-LabFrontEndXml($Pool, $Parts) {
    $n = $Pool['number']
    $short = Get-LabShort $Pool['fqdn']
    $site = Get-LabSite $Pool
    $cluster = "<ClusterId SiteId=`"$site`" Number=`"$n`"/>"
    $sql = Get-LabSqlXml $Pool
    $active = 'false'
    if (@($Parts['active']) -contains $Pool['fqdn']) { $active = 'true' }
    $depends = "<Dependency Usage=`"Default`"><ServiceId SiteId=`"$site`" RoleName=`"CentralMgmtStore`" Instance=`"$n`"/></Dependency><Dependency Usage=`"Default`"><ServiceId SiteId=`"$site`" RoleName=`"FileStore`" Instance=`"$n`"/></Dependency>"
    $services = (Get-LabServiceXml 'CentralMgmt' $Pool '8' $cluster "<CentralMgmtService xmlns=`"$script:LabRolesNamespace`" IsActive=`"$active`"/>" $depends) +
        (Get-LabServiceXml 'CentralMgmtStore' $Pool '8' $sql '' '')
    foreach ($role in $script:LabFrontEndRoles) {
        $on = $cluster
        if ($role.On -eq 'sql') { $on = $sql }
        $extra = ''
        # INVENTED attribute: how the pairing appears in the XML is UNVERIFIED.
        if ($role.Role -eq 'UserServices') { $extra = "<LabBackupPool xmlns=`"urn:lab:invented`" Fqdn=`"$($Parts['pairing'][$short])`"/>" }
        $services += Get-LabServiceXml $role.Role $Pool $role.Version $on $extra ''
    }
    return $services
}

function Get-LabEdgeXml($Pool, $Parts) {
    # INVENTED element: how the next hop appears in the XML is UNVERIFIED.
    $hop = "<LabNextHop xmlns=`"urn:lab:invented`" Fqdn=`"$($Parts['nextHops'][(Get-LabShort $Pool['fqdn'])])`"/>"
    return Get-LabServiceXml 'EdgeServer' $Pool '7' "<ClusterId SiteId=`"$(Get-LabSite $Pool)`" Number=`"$($Pool['number'])`"/>" $hop ''
}

# The object form (Get-CsTopology without -AsXml): the properties public scripts use (sfb-facts 3.12).
function New-LabTopologyObject($Lab, $Parts) {
    $xml = New-LabTopologyXml $Lab $Parts
    $clusters = @(foreach ($pool in $Lab.Shared['pools']) {
        $machine = [pscustomobject]@{ Fqdn = $pool['machine']; MachineId = "$(Get-LabSite $pool):$($pool['number']):1" }
        [pscustomobject]@{ Fqdn = $pool['fqdn']; ClusterId = "$(Get-LabSite $pool):$($pool['number'])"; Machines = @($machine) }
    })
    $services = @(foreach ($service in $xml.Element("{$script:LabTopologyNamespace}Services").Elements()) {
        $id = $service.Element("{$script:LabTopologyNamespace}ServiceId")
        $found = [ordered]@{ ServiceId = "$($id.Attribute('SiteId').Value)-$($id.Attribute('RoleName').Value)-$($id.Attribute('Instance').Value)" }
        $central = $service.Element("{$script:LabRolesNamespace}CentralMgmtService")
        if ($null -ne $central) { $found['IsActive'] = $central.Attribute('IsActive').Value -eq 'true' }
        [pscustomobject]$found
    })
    return New-LabObject 'Microsoft.Rtc.Management.Deploy.Internal.DefaultTopology' ([ordered]@{
        InternalDomains = @('domain.local')
        Sites = @(foreach ($id in @($script:LabSites.Keys)) { [pscustomobject]@{ Name = $script:LabSites[$id]; SiteId = $id } })
        Clusters = $clusters
        Machines = @(foreach ($cluster in $clusters) { $cluster.Machines })
        Services = $services
        SqlInstances = @(foreach ($pool in $Lab.Shared['pools']) { if (-not $pool['edge']) { "$($pool['fqdn'])\rtc" } })
    })
}
