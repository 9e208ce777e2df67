import type { z } from 'zod';
import { Accepted, Pair, type Side, serverOf } from '../../src/domain.js';
import type { CmdletUseName } from '../../src/powershell/cmdlets/index.js';
import type { Answer, CmdletUse, Place, SafeChangePort } from '../../src/powershell/types.js';
import type { MatrixRow } from '../../src/report.js';

export const pair: Pair = Pair.parse({
  name: 'london',
  primary: 'fe1.domain.local',
  backup: 'fe2.domain.local',
  sqlInstance: 'rtc',
  edgePools: ['edgepool.domain.local'],
  domainControllers: ['dc1.domain.local', 'dc2.domain.local'],
  shares: [{ path: '\\\\fe2.domain.local\\CMS_BACKUP', on: 'fe2.domain.local' }],
});

/** The same pair, with what its people accept. READ_AT is in March 2026. */
export function accepting(accepted: z.input<typeof Accepted>): Pair {
  return { ...pair, accepted: Accepted.parse(accepted) };
}

export interface Call {
  readonly name: CmdletUseName;
  readonly params: Record<string, unknown>;
  readonly place: Place;
}

/** Rows as PowerShell would give them, or an error to throw. */
export type World = (call: Call) => readonly unknown[] | Error;

export const READ_AT = '2026-03-02T10:02:05.000Z';

/** A port with one function behind it; rows pass the schema of the use, as they do behind the real port. */
export function createPort(world: World, at = READ_AT): { ps: SafeChangePort; calls: Call[]; changes: Call[] } {
  const calls: Call[] = [];
  const changes: Call[] = [];
  const asked =
    (kept: Call[], effect: CmdletUse['effect']): SafeChangePort['read'] =>
    async (use, params, place) => {
      if (use.effect !== effect) throw new Error(`${use.name} is not a ${effect}`);
      const call = { name: use.name as CmdletUseName, params: use.params.parse(params) as Call['params'], place };
      kept.push(call);
      const rows = world(call);
      await Promise.resolve();
      if (rows instanceof Error) throw rows;
      return answer(use, rows, place, at);
    };
  return { ps: { read: asked(calls, 'read'), change: asked(changes, 'safe-change') }, calls, changes };
}

/** A use that travels alone says its rows on the host, as `-WhatIf` does. */
function answer(use: CmdletUse, rows: readonly unknown[], place: Place, at: string): Answer<never> {
  const host = use.alone === true ? rows.join('\n') : '';
  const parsed = use.alone === true ? [] : rows.map((row) => use.row.parse(row) as never);
  return { rows: parsed, warnings: [], verbose: [], host, place, cmdlet: use.cmdlet, at, ms: 5 };
}

/** A pair in good order with the CMS on `active`; `changes` replaces the answers of single uses. */
export function healthy(active: Side, changes: Partial<Record<CmdletUseName, World>> = {}): World {
  const holder = serverOf(pair, active);
  const rows: Partial<Record<CmdletUseName, World>> = {
    'get-sfb-xds-state': ({ place }) => [{ Name: 'CurrentState', Value: place === active ? 0 : 3 }],
    'get-sfb-scp': ({ params }) => [{ DomainController: params.DomainController, BackEndServer: `${holder}\\rtc` }],
    'get-cs-management-store-status': () => [{ ActiveMasterFqdn: holder, ActiveFileTransferAgentFqdn: holder }],
    'get-cs-topology-local-store': () => [topologyXml([active])],
    'get-cs-topology-as-xml': () => [topologyXml([active])],
    'get-cs-management-connection': () => [{ StoreProvider: 'Sql', SqlServer: holder, SqlInstance: 'rtc' }],
    'get-cs-configuration-store-location': () => [{ BackEndServer: `${holder}\\rtc` }],
    'get-cs-service-central-management': () =>
      (['primary', 'backup'] as const).map((side) => ({ PoolFqdn: serverOf(pair, side), Active: side === active })),
    'get-cs-management-store-replication-status': () =>
      [pair.primary, pair.backup, 'edge1.domain.local'].map((ReplicaFqdn) => ({ UpToDate: true, ReplicaFqdn })),
    'get-cs-backup-service-status': ({ params }) => [backupModules(params.PoolFqdn === holder)],
    'get-sfb-xds-component': () => ['Master', 'Fta'].map((Component) => ({ Fqdn: holder, Component, Registered: 1 })),
    'get-cs-windows-service': () =>
      ['MASTER', 'FTA', 'REPLICA', 'LYNCBACKUP', 'RTCSRV'].map((Name) => ({ Name, Status: 'Running' })),
    'get-cs-registrar-configuration': () => registrars(),
    'get-cs-registrar-configuration-local-store': () => registrars(),
  };
  return (call) => (changes[call.name] ?? rows[call.name])?.(call) ?? new Error(`${call.name} is not in this world`);
}

/** The registrar settings of both pools, nothing failed over. */
function registrars() {
  return ['Global', 'Service:Registrar:fe1.domain.local', 'Service:Registrar:fe2.domain.local'].map((Identity) => ({
    Identity,
    PoolState: 'Active',
  }));
}

/** The Backup Service of the pool that holds the CMS, or of the one that does not (sfb-facts 3.6). */
export function backupModules(sends: boolean) {
  const module = (Identity: string, ExportStatus: string, ImportStatus: string) => ({
    Identity,
    ExportStatus,
    ImportStatus,
  });
  return {
    BackupModules: [
      module('UserServices.PresenceFocus', 'FinalState', 'NormalState'),
      module('ConfServices.DataConf', 'SteadyState', 'NormalState'),
      sends
        ? module('CentralMgmt.CMSMaster', 'FinalState', 'NotInitialized')
        : module('CentralMgmt.CMSMaster', 'NotInitialized', 'NormalState'),
    ],
  };
}

/** The topology of the pair in the form of sfb-facts 3.12, with these sides marked active. */
export function topologyXml(active: readonly Side[]): string {
  const sides = ['primary', 'backup'] as const;
  const clusters = sides.map(
    (side, index) =>
      `<Cluster RequiresReplication="true" Fqdn="${serverOf(pair, side)}"><ClusterId SiteId="1" Number="${index + 1}"/></Cluster>`,
  );
  const services = sides.map(
    (side, index) => `
    <Service RoleVersion="1" ServiceVersion="8">
      <ServiceId SiteId="1" RoleName="CentralMgmt" Instance="${index + 1}"/><DependsOn/>
      <InstalledOn><ClusterId SiteId="1" Number="${index + 1}"/></InstalledOn>
      <CentralMgmtService xmlns="urn:schema:Microsoft.Rtc.Management.Deploy.ServiceRoles.2008" IsActive="${active.includes(side)}"/>
    </Service>`,
  );
  return `<Topology xmlns="urn:schema:Microsoft.Rtc.Management.Deploy.Topology.2008" Signature="bd39024c">
  <Clusters>${clusters.join('')}</Clusters>
  <Services>${services.join('')}</Services>
</Topology>`;
}

/** The decisive rows of a reading of this pair, all naming `side` but for those given. */
export function decisiveRows(side: Side, changes: Readonly<Record<string, MatrixRow['says']>> = {}): MatrixRow[] {
  const labels: Readonly<Record<string, string>> = {
    'xds-state/primary': 'xds on fe1',
    'xds-state/backup': 'xds on fe2',
    'scp/dc1.domain.local': 'SCP on dc1',
    'scp/dc2.domain.local': 'SCP on dc2',
    'active-master': 'Active master',
    'active-file-transfer-agent': 'File transfer agent',
    'rtclocal/primary': 'RTCLOCAL on fe1',
    'rtclocal/backup': 'RTCLOCAL on fe2',
  };
  return Object.entries(labels).map(([row, label]) => ({
    row,
    label,
    weight: 'decisive',
    says: changes[row] ?? side,
    detail: 'typed by hand',
  }));
}
