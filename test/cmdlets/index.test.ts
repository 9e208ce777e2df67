import { describe, expect, it } from 'vitest';
import { type CmdletUseName, cmdletUses } from '../../src/powershell/cmdlets/index.js';
import type { CmdletUse } from '../../src/powershell/types.js';

const uses: readonly CmdletUse[] = Object.values(cmdletUses);
const use = (name: CmdletUseName): CmdletUse => cmdletUses[name];
const when = new Date('2015-09-25T10:02:11Z');

/** Everything else in the catalogue reads. */
const CHANGES: Readonly<Record<string, CmdletUse['effect']>> = {
  'invoke-cs-backup-service-sync': 'safe-change',
  'invoke-cs-management-store-replication': 'safe-change',
  'start-cs-cls-logging': 'safe-change',
  'stop-cs-cls-logging': 'safe-change',
  'sync-cs-cls-logging': 'safe-change',
  'export-cs-configuration': 'safe-change',
  'export-cs-configuration-local-store': 'safe-change',
  'export-cs-lis-configuration': 'safe-change',
  'export-cs-rgs-configuration': 'safe-change',
  'set-cs-edge-server': 'reversible',
  'start-cs-windows-service': 'reversible',
  'stop-cs-windows-service': 'reversible',
  'import-cs-lis-configuration': 'destructive',
  'import-cs-rgs-configuration': 'destructive',
  'invoke-cs-management-server-failover': 'destructive',
  'invoke-cs-pool-failover': 'destructive',
  'publish-cs-lis-configuration': 'destructive',
};

describe('powershell/cmdlets', () => {
  it.each(uses)(
    '$name has the effect it is known for, and its name says which cmdlet it is',
    ({ name, cmdlet, effect, runsOn, ...rest }) => {
      const kebab = cmdlet
        .replace('FailOver', 'Failover')
        .replace(/([a-z])([A-Z])/g, '$1-$2')
        .toLowerCase();

      expect(effect).toBe(CHANGES[name] ?? 'read');
      if (effect === 'read' && rest.fixed?.WhatIf !== true)
        expect(cmdlet).toMatch(/^((Get|Test)-(Cs|Sfb)|(Show|Search)-CsCls)[A-Z]/);
      expect(name.startsWith(kebab) || name === 'get-cs-management-store-status').toBe(true);
      expect(runsOn.length).toBeGreaterThan(0);
      expect(rest.lateMs).toBeGreaterThanOrEqual(2_000);
      expect(rest.expectedMs).toBeLessThan(rest.lateMs);
      expect(rest.doc).toMatch(/sfb-facts \d/);
    },
  );

  it.each(uses)('$name refuses a parameter it does not know', ({ cmdlet, params, fixed }) => {
    const services = { Name: 'MASTER' };
    const edge = { Identity: 'EdgeServer:edgepool.domain.local', Registrar: 'Registrar:fe2.domain.local' };
    const groups = {
      Identity: 'service:ApplicationServer:fe1.domain.local',
      Destination: 'service:ApplicationServer:fe2.domain.local',
      Source: 'service:ApplicationServer:fe1.domain.local',
    };
    const given = {
      ...(cmdlet.includes('Edge') ? edge : groups),
      ...services,
      FileName: '\\\\fe2.domain.local\\CMS_BACKUP\\lis.zip',
      PoolFqdn: 'fe1.domain.local',
      DomainController: 'dc1.domain.local',
      Partner: 'fe2.domain.local',
      SqlInstance: 'rtc',
      Share: '\\\\fe2.domain.local\\CMS_BACKUP',
      Pair: 'london',
      Group: 'RTCUniversalConfigReplicator',
      Minutes: 1440,
      Computers: ['fe1.domain.local'],
      Components: ['XDS_Replica'],
      Duration: '0.00:30',
    };
    const known = Object.fromEntries(Object.entries(given).filter(([key]) => key in shapeOf(params)));

    expect(params.safeParse(known).success).toBe(true);
    expect(params.safeParse({ ...known, Force: true }).success).toBe(false);
    for (const name of Object.keys(fixed ?? {}))
      expect(params.safeParse({ ...known, [name]: false }).success).toBe(false);
  });

  it.each(uses.filter(({ fields }) => fields !== 'self'))('$name names exactly the fields its rows read', (one) => {
    expect(Object.keys(one.fields).sort()).toEqual(Object.keys(shapeOf(one.row)).sort());
  });

  // Typed from the captures and property lists of sfb-facts, not from what the lab prints.
  it.each<{ name: CmdletUseName; facts: string; row: unknown }>([
    {
      name: 'get-cs-management-store-replication-status',
      facts: '3.8',
      row: {
        UpToDate: true,
        ReplicaFqdn: 'fe2.domain.local',
        LastStatusReport: when,
        LastUpdateCreation: when,
        ProductVersion: '6.0.9319.0',
      },
    },
    {
      name: 'get-cs-management-store-replication-status',
      facts: '3.8, never reached',
      row: { UpToDate: false, ReplicaFqdn: 'edge1.domain.local', LastStatusReport: null, ProductVersion: '' },
    },
    {
      name: 'get-cs-management-store-status',
      facts: '3.8, blank master',
      row: { ActiveMasterFqdn: null, ActiveFileTransferAgentFqdn: null },
    },
    {
      name: 'get-cs-management-store-status',
      facts: '3.8, with heartbeats',
      row: {
        ActiveMasterFqdn: 'fe1.domain.local',
        ActiveMasterLastHeartbeat: when,
        ActiveFileTransferAgentFqdn: 'fe1.domain.local',
        ActiveFileTransferAgentLastHeartbeat: when,
      },
    },
    { name: 'get-cs-service-central-management', facts: '3.10', row: { PoolFqdn: 'fe1.domain.local', Active: true } },
    {
      name: 'get-cs-service-edge-server',
      facts: '3.10',
      row: {
        Identity: 'EdgeServer:dc.fabrikam.com',
        PoolFqdn: 'dc.fabrikam.com',
        Registrar: 'Registrar:LYNC-SE.fabrikam.com',
      },
    },
    {
      name: 'get-cs-management-connection',
      facts: '3.3, default instance',
      row: { StoreProvider: 'Sql', SqlServer: 'fe1.domain.local', SqlInstance: null },
    },
    {
      name: 'get-cs-configuration-store-location',
      facts: '3.3',
      row: { BackEndServer: 'fe1.domain.local\\rtc' },
    },
    { name: 'get-cs-configuration-store-location', facts: '3.3, output is a String', row: {} },
    {
      name: 'get-cs-backup-service-status',
      facts: '3.6',
      row: {
        BackupModules: [
          { Identity: 'CentralMgmt.CMSMaster', ExportStatus: 'NotInitialized', ImportStatus: 'NormalState' },
        ],
      },
    },
    { name: 'get-cs-pool-backup-relationship', facts: '3.5', row: { BackupPoolFqdn: 'fe2.domain.local' } },
    { name: 'get-cs-pool-backup-relationship', facts: '3.5, other names', row: {} },
    {
      name: 'get-cs-registrar-configuration',
      facts: '3.4',
      row: { Identity: 'Service:Registrar:fe1.domain.local', PoolState: 'FailedOver' },
    },
    { name: 'get-cs-registrar-configuration', facts: '3.4, no PoolState', row: { Identity: 'Global' } },
    { name: 'get-cs-windows-service', facts: '3.20', row: { Name: 'MASTER', Status: 'Running' } },
    {
      name: 'get-sfb-scp',
      facts: '3.24',
      row: { DomainController: 'dc1.domain.local', BackEndServer: 'fe1.domain.local/RTC' },
    },
    { name: 'get-sfb-xds-state', facts: '3.25', row: { Name: 'CurrentState', Value: 0 } },
    {
      name: 'get-sfb-xds-component',
      facts: '3.25',
      row: { Fqdn: 'Fe1.domain.local', Component: 'Master', Registered: 0 },
    },
    {
      name: 'get-sfb-xds-component',
      facts: '3.25, bit column',
      row: { Fqdn: 'Fe1.domain.local', Component: 'Master', Registered: true },
    },
  ])('$name takes a row as in sfb-facts $facts', ({ name, row }) => {
    expect(use(name).row.parse(row)).toEqual(row);
  });

  it.each<{ name: CmdletUseName; because: string; row: unknown }>([
    {
      name: 'get-cs-management-store-status',
      because: 'the master is missing',
      row: { ActiveFileTransferAgentFqdn: 'x' },
    },
    {
      name: 'get-cs-management-store-replication-status',
      because: 'True is a text',
      row: { UpToDate: 'True', ReplicaFqdn: 'x' },
    },
    { name: 'get-cs-service-central-management', because: 'Active is missing', row: { PoolFqdn: 'fe1.domain.local' } },
    { name: 'get-cs-service-central-management', because: 'Active is a text', row: { PoolFqdn: 'x', Active: 'False' } },
    { name: 'get-sfb-scp', because: 'the value is missing', row: { DomainController: 'dc1.domain.local' } },
    { name: 'get-sfb-xds-state', because: 'the state is a text', row: { Name: 'CurrentState', Value: '0' } },
    { name: 'get-sfb-xds-state', because: 'the state is half', row: { Name: 'CurrentState', Value: 0.5 } },
    { name: 'get-cs-backup-service-status', because: 'the modules are missing', row: {} },
    { name: 'get-cs-topology-as-xml', because: 'it is no text', row: {} },
  ])('$name refuses a row in which $because', ({ name, row }) => {
    expect(use(name).row.safeParse(row).success).toBe(false);
  });

  it('never runs the failover cmdlet as a read without its fixed WhatIf', () => {
    const failovers = uses.filter(({ cmdlet, effect }) => cmdlet.includes('Failover') && effect === 'read');

    expect(failovers.map(({ name }) => name)).toEqual(['invoke-cs-management-server-failover-what-if']);
    expect(failovers[0]).toMatchObject({ fixed: { WhatIf: true }, alone: true, runsOn: ['to'] });
  });

  it('can not form the failover for a lost primary, stop every service or touch another one', () => {
    const failover = use('invoke-cs-management-server-failover');
    const words = ['Force', 'BackupSqlServerFqdn', 'BackupSqlInstanceName', 'DisasterMode', 'SkipDataVerification'];

    expect(failover.fixed).toBeUndefined();
    expect(shapeOf(failover.params)).toEqual({});
    for (const { params, fixed } of uses.filter(({ effect }) => effect !== 'read')) {
      const names = [...Object.keys(shapeOf(params)), ...Object.keys(fixed ?? {})];
      expect(names.filter((name) => [...words, 'RemoveExportedConfiguration', 'ComputerName'].includes(name))).toEqual(
        [],
      );
    }
    for (const name of ['stop-cs-windows-service', 'start-cs-windows-service'] as const) {
      expect(use(name).params.safeParse({}).success).toBe(false);
      expect(use(name).params.safeParse({ Name: 'RTCSRV' }).success).toBe(false);
      expect(use(name).params.safeParse({ Name: 'LYNCBACKUP' }).success).toBe(true);
    }
  });

  it('can not be made to look at the store of another server', () => {
    expect(cmdletUses['get-cs-topology-local-store'].runsOn).toEqual(['each']);
    expect(cmdletUses['get-cs-registrar-configuration-local-store'].runsOn).toEqual(['each']);
    expect(cmdletUses['get-sfb-xds-state'].runsOn).toEqual(['each']);
  });
});

function shapeOf(schema: unknown): Record<string, unknown> {
  const shape: unknown = typeof schema === 'object' && schema !== null && 'shape' in schema ? schema.shape : {};
  return shape as Record<string, unknown>;
}
