import { describe, expect, it } from 'vitest';
import { parseTopology, topologyDifferences } from '../src/topology.js';
import { topologyXml } from './checks/port.js';

const xml = topologyXml(['primary']);
const refused = (reason: string) =>
  expect.objectContaining({ code: 'BAD_OUTPUT', message: expect.stringContaining(`can't be read: ${reason}`) });

/** Typed from sfb-facts 3.12: one Standard Edition server, captured from a public build. */
const CAPTURED = `<Topology xmlns="urn:schema:Microsoft.Rtc.Management.Deploy.Topology.2008" Signature="bd39024c-0000">
  <InternalDomains AllowAllDomains="false" DefaultDomain="domain.local"> <InternalDomain Name="domain.local" Authoritative="false" AllowSubDomains="false"/> </InternalDomains>
  <Sites> <CentralSite SiteId="1"> <Name>London</Name> <Location/> </CentralSite> </Sites>
  <Clusters>
    <Cluster RequiresReplication="true" RequiresSetup="true" Fqdn="fe1.domain.local">
      <ClusterId SiteId="1" Number="1"/>
      <Machine OrdinalInCluster="1" Fqdn="fe1.domain.local" FaultDomain="fe1.domain.local" UpgradeDomain="fe1.domain.local"> <NetInterface InterfaceSide="Primary" InterfaceNumber="1" IPAddress="0.0.0.0"/> </Machine>
    </Cluster>
  </Clusters>
  <SqlInstances> <SqlInstance> <SqlInstanceId Name="rtc"> <ClusterId SiteId="1" Number="1"/> </SqlInstanceId> </SqlInstance> </SqlInstances>
  <Services>
    <Service RoleVersion="1" ServiceVersion="8" Type="Microsoft.Rtc.Management.Deploy.Internal.ServiceRoles.CentralMgmtService">
      <ServiceId SiteId="1" RoleName="CentralMgmt" Instance="1"/>
      <DependsOn>
        <Dependency Usage="Default"> <ServiceId SiteId="1" RoleName="CentralMgmtStore" Instance="1"/> </Dependency>
        <Dependency Usage="Default"> <ServiceId SiteId="1" RoleName="FileStore" Instance="1"/> </Dependency>
      </DependsOn>
      <InstalledOn> <ClusterId SiteId="1" Number="1"/> </InstalledOn>
      <Ports xmlns="urn:schema:Microsoft.Rtc.Management.Deploy.ServiceRoles.2008"/>
      <CentralMgmtService xmlns="urn:schema:Microsoft.Rtc.Management.Deploy.ServiceRoles.2008" IsActive="true"/>
    </Service>
    <Service RoleVersion="1" ServiceVersion="8">
      <ServiceId SiteId="1" RoleName="CentralMgmtStore" Instance="1"/> <DependsOn/>
      <InstalledOn> <SqlInstanceId Name="rtc"> <ClusterId SiteId="1" Number="1"/> </SqlInstanceId> </InstalledOn>
    </Service>
  </Services>
</Topology>`;

describe('topology', () => {
  it('reads a captured topology', () => {
    expect(parseTopology(CAPTURED)).toEqual({ active: ['fe1.domain.local'], pools: ['fe1.domain.local'] });
  });

  it.each([
    { sides: ['primary'], active: ['fe1.domain.local'] },
    { sides: ['backup'], active: ['fe2.domain.local'] },
    { sides: ['primary', 'backup'], active: ['fe1.domain.local', 'fe2.domain.local'] },
    { sides: [], active: [] },
  ] as const)('finds $active active and names both pools', ({ sides, active }) => {
    expect(parseTopology(topologyXml(sides))).toEqual({ active, pools: ['fe1.domain.local', 'fe2.domain.local'] });
  });

  it.each([
    { form: 'a byte order mark and a declaration', text: `\uFEFF<?xml version="1.0" encoding="utf-8"?>${xml}` },
    { form: 'namespaces as prefixes', text: xml.replace(/<(\/?)([A-Z])/g, '<$1t:$2').replace('xmlns=', 'xmlns:t=') },
    { form: 'upper case', text: xml.replace('fe1.domain.local', 'FE1.Domain.Local').replace('"true"', '"True"') },
    { form: '1 and 0', text: xml.replace('IsActive="true"', 'IsActive="1"').replace('"false"', '"0"') },
    {
      form: 'a cluster it does not need and can not read',
      text: xml.replace('<Clusters>', '<Clusters><Cluster Fqdn="short"/><Cluster/>'),
    },
  ])('reads $form', ({ text }) => {
    expect(parseTopology(text).active).toEqual(['fe1.domain.local']);
  });

  it.each([
    { because: 'nothing is there', text: '', reason: 'it is not well-formed XML: ' },
    { because: 'it was cut', text: xml.slice(0, -20), reason: 'it is not well-formed XML: ' },
    { because: 'it is another document', text: '<html/>', reason: 'its root is <html>, not <Topology>.' },
    { because: 'it has no services', text: '<Topology/>', reason: 'it has no Central Management service.' },
    {
      because: 'a service does not say whether it is active',
      text: xml.replace('IsActive="false"', ''),
      reason: 'a Central Management service has IsActive null, neither true nor false.',
    },
    {
      because: 'a service says something else',
      text: xml.replace('"false"', '"perhaps"'),
      reason: 'a Central Management service has IsActive "perhaps", neither true nor false.',
    },
    {
      because: 'the active service is on an unknown cluster',
      text: xml.replaceAll('Number="1"', 'Number="7"').replace('Number="7"', 'Number="1"'),
      reason: 'the active Central Management service is on cluster 1:7, which the topology does not name.',
    },
    {
      because: 'the active cluster has no usable name',
      text: xml.replace('fe1.domain.local', 'fe1'),
      reason: 'the active Central Management service is on cluster 1:1, which the topology does not name.',
    },
    {
      because: 'two clusters have one id',
      text: xml.replaceAll('Number="2"', 'Number="1"'),
      reason: 'cluster id 1:1 is used twice.',
    },
  ])('refuses it when $because', ({ text, reason }) => {
    expect(() => parseTopology(text)).toThrow(refused(reason));
  });

  const hop = (fqdn: string, role = 'EdgeServer') =>
    `<Service><ServiceId SiteId="1" RoleName="${role}" Instance="3"/><Hop Fqdn="${fqdn}"/></Service>`;
  const withService = (text: string) => xml.replace('</Services>', `${text}</Services>`);

  it.each([
    { because: 'both are the same', found: xml, wanted: xml, differ: [] },
    {
      because: 'another pool is active',
      found: topologyXml(['backup']),
      wanted: xml,
      differ: ['the active CMS (fe2.domain.local instead of fe1.domain.local)'],
    },
    {
      because: 'none is active',
      found: topologyXml([]),
      wanted: xml,
      differ: ['the active CMS (none instead of fe1.domain.local)'],
    },
    {
      because: 'a service says something else',
      found: withService(hop('a')),
      wanted: withService(hop('b')),
      differ: ['EdgeServer 1-3'],
    },
    { because: 'a service is missing', found: xml, wanted: withService(hop('b')), differ: ['EdgeServer 1-3'] },
    { because: 'a service is left over', found: withService(hop('b')), wanted: xml, differ: ['EdgeServer 1-3'] },
    { because: 'another role differs', found: withService(hop('a', 'FileStore')), wanted: xml, differ: [] },
  ])('names the differences when $because', ({ found, wanted, differ }) => {
    expect(topologyDifferences(found, wanted, ['EdgeServer'])).toEqual(differ);
  });
});
