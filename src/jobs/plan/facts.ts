import { attempt, onBoth } from '../../checks/run.js';
import type { BySide, Reading } from '../../checks/types.js';
import { normaliseName, type Pair, type Side, serverOf, sideOf } from '../../domain.js';
import { SfbError } from '../../errors.js';
import { getCsManagementStoreReplicationStatus } from '../../powershell/cmdlets/get-cs-management-store-replication-status.js';
import { getCsPoolBackupRelationship } from '../../powershell/cmdlets/get-cs-pool-backup-relationship.js';
import { getCsRegistrarConfiguration } from '../../powershell/cmdlets/get-cs-registrar-configuration.js';
import { getCsServerPatchVersion } from '../../powershell/cmdlets/get-cs-server-patch-version.js';
import { getCsServiceEdgeServer } from '../../powershell/cmdlets/get-cs-service-edge-server.js';
import { getCsTopologyAsXml } from '../../powershell/cmdlets/get-cs-topology-as-xml.js';
import { getCsTopologyLocalStore } from '../../powershell/cmdlets/get-cs-topology-local-store.js';
import type { ReadPort } from '../../powershell/types.js';
import { listed, type StatusReport } from '../../report.js';
import { parseTopology, topologyDifferences } from '../../topology.js';
import { runStatus } from '../status.js';
import type { StatusInput } from '../types.js';
import { DecidingFacts } from './types.js';

/** What is read beside the matrix for the facts. */
export interface FactReads {
  readonly pairing: BySide<readonly string[]>;
  readonly edges: readonly { readonly pool: string; readonly registrar: string }[];
  readonly cms: string;
  readonly local: BySide<string>;
  readonly pools: readonly { readonly identity: string; readonly state: string }[];
  readonly versions: BySide<readonly string[]>;
}

const SIDES: readonly Side[] = ['primary', 'backup'];

/** The matrix and all other facts in one turn. Throws SfbError CHECK_FAILED when one that decides cannot be read. */
export async function readDecidingFacts(
  input: StatusInput,
): Promise<{ readonly facts: DecidingFacts; readonly status: StatusReport; readonly reads: FactReads }> {
  const [status, reads] = await Promise.all([runStatus(input), readAll(input.ps, input.pair)]);
  const unread = status.rows.filter(({ weight, says }) => weight === 'decisive' && says === "can't tell");
  if (unread.length > 0) throw unreadable(unread.map(({ label }) => label));
  return { facts: decidingFacts(status, reads, input.pair), status, reads };
}

/** Pure: what decides, lower case, sorted, one way of writing, and nothing that changes by itself. */
export function decidingFacts({ verdict, rows }: StatusReport, reads: FactReads, pair: Pair): DecidingFacts {
  const bySide = <T>(value: (side: Side) => T) => sorted(SIDES.map((side) => [serverOf(pair, side), value(side)]));
  const decisive = rows.filter(({ weight }) => weight === 'decisive');
  return DecidingFacts.parse({
    verdict: verdict.name,
    ...(verdict.side === undefined ? {} : { active: verdict.side }),
    rows: sorted(decisive.map(({ row, says }) => [row, says])),
    pairing: bySide((side) => partners(reads.pairing[side], serverOf(pair, side))),
    edgeNextHops: sorted(reads.edges.map(({ pool, registrar }) => [host(pool), host(registrar)])),
    rtclocal: bySide((side) => localFacts(reads.local[side], reads.cms)),
    poolState: bySide((side) => reads.pools.find(({ identity }) => sideOf(pair, identity) === side)?.state ?? '(none)'),
    versions: bySide((side) => [...reads.versions[side]].sort().join(', ')),
  });
}

/** How next hops and pairing stand in the document is UNVERIFIED (sfb-facts 3.12), so they are compared with the CMS. */
function localFacts(local: string, cms: string): Record<string, string> {
  const differs = (roles: readonly string[]) => {
    const found = topologyDifferences(local, cms, roles).filter((text) => !text.startsWith('the active CMS'));
    return found.length === 0 ? 'as in the CMS' : `other than in the CMS: ${found.sort().join(', ')}`;
  };
  return {
    active: [...parseTopology(local).active].sort().join(', '),
    nextHops: differs(['EdgeServer']),
    pairing: differs(['Registrar', 'UserServices']),
  };
}

function partners(names: readonly string[], own: string): string {
  return [...new Set(names.map(host))]
    .filter((name) => name !== '' && name !== own)
    .sort()
    .join(', ');
}

function host(name: string): string {
  return normaliseName(name).replace(/^(?:service:)?[a-z]+:/, '');
}

function sorted<T>(entries: readonly (readonly [string, T])[]): Record<string, T> {
  return Object.fromEntries([...entries].sort(([a], [b]) => (a < b ? -1 : 1)));
}

async function readAll(ps: ReadPort, pair: Pair): Promise<FactReads> {
  const [pairing, edges, cms, local, pools, components, replicas] = await Promise.all([
    onBoth(async (side) => {
      const { rows } = await ps.read(getCsPoolBackupRelationship, { PoolFqdn: serverOf(pair, side) }, 'jump');
      return rows.flatMap((row) => Object.values(row)).flatMap((value) => (value ? [value] : []));
    }),
    attempt(async () => (await ps.read(getCsServiceEdgeServer, {}, 'jump')).rows),
    attempt(async () => document((await ps.read(getCsTopologyAsXml, {}, 'jump')).rows)),
    onBoth(async (side) => document((await ps.read(getCsTopologyLocalStore, {}, side)).rows)),
    attempt(async () => (await ps.read(getCsRegistrarConfiguration, {}, 'jump')).rows),
    onBoth(async (side) => {
      const { rows } = await ps.read(getCsServerPatchVersion, {}, side);
      return rows.flatMap((row) => (row.Version ? [`${row.ComponentName ?? ''} ${row.Version}`.trim()] : []));
    }),
    attempt(async () => (await ps.read(getCsManagementStoreReplicationStatus, {}, 'jump')).rows),
  ]);
  const both = <T>(reading: BySide<Reading<T>>, what: string) => ({
    primary: value(reading.primary, `${what} ${pair.primary}`),
    backup: value(reading.backup, `${what} ${pair.backup}`),
  });
  return {
    pairing: both(pairing, 'the backup pool of'),
    edges: value(edges, 'the Edge pools').map((row) => ({ pool: row.PoolFqdn, registrar: row.Registrar ?? '' })),
    cms: value(cms, 'the topology of the CMS'),
    local: both(local, 'RTCLOCAL of'),
    pools: value(pools, 'PoolState').map((row) => ({ identity: row.Identity, state: row.PoolState ?? '(none)' })),
    versions: versionsOf(components, value(replicas, 'the replicas'), pair),
  };
}

/** Like is compared with like: the components of both servers, or where one lacks the cmdlet the replicas' versions. */
function versionsOf(
  components: BySide<Reading<readonly string[]>>,
  replicas: readonly { readonly ReplicaFqdn: string; readonly ProductVersion?: string | null | undefined }[],
  pair: Pair,
): FactReads['versions'] {
  const { primary, backup } = components;
  if (primary.ok && backup.ok && primary.value.length > 0 && backup.value.length > 0) {
    return { primary: primary.value, backup: backup.value };
  }
  const reported = (side: Side) => {
    const version = replicas.find(({ ReplicaFqdn }) => sideOf(pair, ReplicaFqdn) === side)?.ProductVersion;
    return version ? [version] : [];
  };
  return { primary: reported('primary'), backup: reported('backup') };
}

function document(rows: readonly string[]): string {
  const [xml] = rows;
  if (xml === undefined || rows.length > 1) throw new Error(`${rows.length} topologies where one was expected`);
  return xml;
}

function value<T>(reading: Reading<T>, what: string): T {
  if (reading.ok) return reading.value;
  throw unreadable([`${what} (${reading.reason})`]);
}

function unreadable(what: readonly string[]): SfbError {
  return new SfbError(
    'CHECK_FAILED',
    `Not read, and a plan rests on it: ${listed(what)}. Nothing was changed; try again.`,
  );
}
