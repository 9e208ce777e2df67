import { acceptance } from '../checks/run.js';
import { normaliseName, type Pair, type Side, serverOf, sideOf } from '../domain.js';
import { errorText, SfbError } from '../errors.js';
import { getCsManagementStoreReplicationStatus } from '../powershell/cmdlets/get-cs-management-store-replication-status.js';
import { invokeCsBackupServiceSync } from '../powershell/cmdlets/invoke-cs-backup-service-sync.js';
import { invokeCsManagementStoreReplication } from '../powershell/cmdlets/invoke-cs-management-store-replication.js';
import type { ReadPort, SafeChangePort } from '../powershell/types.js';
import { listed } from '../report.js';
import { isAuditFault } from './audited.js';
import type { Tell } from './telling.js';
import type { Clock } from './types.js';

export interface SyncInput {
  readonly ps: SafeChangePort;
  readonly pair: Pair;
  readonly clock: Clock;
  readonly sleep: (ms: number) => Promise<void>;
  readonly tell?: Tell;
}

/** How the two safe changes went, and how many minutes they and the wait took. */
export interface Synced {
  readonly status: 'pass' | 'warn' | 'fail' | 'unknown';
  readonly sentence: string;
  readonly fix?: string;
  readonly minutes: number;
}

interface Replica {
  readonly name: string;
  readonly upToDate: boolean;
  /** Known to lag, and the config accepts that today. */
  readonly accepted: boolean;
  /** Milliseconds, 0 for none. */
  readonly report: number;
  readonly update: number;
}

const LOOK_EVERY_MS = 60_000;
const WAIT_MS = 600_000;

/**
 * Syncs both pools, forces replication and waits until every replica has reported since, for 10 minutes at most. Only for
 * a pair whose CMS one server alone holds: otherwise a sync carries one copy over the other (domain-notes 1.8).
 */
export async function syncPair(input: SyncInput): Promise<Synced> {
  const { ps, pair, clock } = input;
  const started = clock().getTime();
  const minutes = () => Math.max(1, Math.ceil((clock().getTime() - started) / 60_000));
  let step = 'reading the replicas';
  try {
    // Stamps of the store's own clock: what is newer than all of them came after the step.
    const before = await readReplicas(ps, pair);
    for (const side of ['primary', 'backup'] as const satisfies readonly Side[]) {
      step = `Invoke-CsBackupServiceSync for ${serverOf(pair, side)}`;
      await ps.change(invokeCsBackupServiceSync, { PoolFqdn: serverOf(pair, side) }, 'jump');
    }
    step = 'Invoke-CsManagementStoreReplication';
    await ps.change(invokeCsManagementStoreReplication, {}, 'jump');
    step = 'waiting for the replicas';
    input.tell?.('Wait until every replica has reported since, 10 minutes at most');
    const { late, accepted } = await waitForReports(input, before);
    return { ...outcome(late, accepted, pair, minutes()), minutes: minutes() };
  } catch (error) {
    // Without an answer nobody knows whether it ran; a refusal is one.
    const refused =
      error instanceof SfbError &&
      (['CMDLET_FAILED', 'BAD_REQUEST'].includes(error.code) || (isAuditFault(error) && error.code === 'UNAVAILABLE'));
    const sentence = `Sync stopped at ${step}: ${errorText(error).replace(/\.$/, '')}.`;
    const fix = 'Nothing more was changed. Remove the cause and run preflight with --sync again.';
    return { status: refused ? 'fail' : 'unknown', sentence, fix, minutes: minutes() };
  }
}

async function readReplicas(ps: ReadPort, pair: Pair): Promise<Replica[]> {
  const { rows, at } = await ps.read(getCsManagementStoreReplicationStatus, {}, 'jump');
  const stamp = (value: unknown) => (value instanceof Date ? value.getTime() : 0);
  const laggards = (pair.accepted?.laggards ?? []).filter((entry) => acceptance(entry, at).holds);
  return rows.map((row) => ({
    name: row.ReplicaFqdn,
    upToDate: row.UpToDate,
    accepted: laggards.some(({ replica }) => replica === normaliseName(row.ReplicaFqdn)),
    report: stamp(row.LastStatusReport),
    update: stamp(row.LastUpdateCreation),
  }));
}

interface Waited {
  readonly late: readonly string[];
  /** Late as well, which the config accepts; nobody waited for them. */
  readonly accepted: readonly string[];
}

/** The replicas that have not reported since; a replica that is gone from the list counts as one of them. */
async function waitForReports({ ps, pair, clock, sleep }: SyncInput, before: readonly Replica[]): Promise<Waited> {
  const since = Math.max(0, ...before.flatMap(({ report, update }) => [report, update]));
  const end = clock().getTime() + WAIT_MS;
  for (;;) {
    await sleep(LOOK_EVERY_MS);
    const now = await readReplicas(ps, pair);
    const names = new Map([...before, ...now].map(({ name, accepted }) => [name, accepted]));
    const fresh = now.filter(({ upToDate, report, update }) => upToDate && report > since && report >= update);
    for (const { name } of fresh) names.delete(name);
    const late = [...names.keys()].filter((name) => names.get(name) !== true);
    const accepted = [...names.keys()].filter((name) => names.get(name) === true);
    if (late.length === 0 || clock().getTime() >= end) return { late, accepted };
  }
}

function outcome(
  late: readonly string[],
  accepted: readonly string[],
  pair: Pair,
  minutes: number,
): Omit<Synced, 'minutes'> {
  const done = 'Both pools were synced and replication was forced';
  if (late.length === 0) {
    const but = accepted.length === 0 ? '' : ` but for ${listed(accepted)}, which the config accepts`;
    return { status: 'pass', sentence: `${done}; every replica has reported since${but} (${minutes} min).` };
  }
  // An Edge or a retired server may have been silent for months; only the pair's own replicas stop a change.
  const own = late.some((name) => sideOf(pair, name) !== undefined);
  const sentence = `${done}, but in ${minutes} min no new report came from ${listed(late)}.`;
  return {
    status: own ? 'fail' : 'warn',
    sentence,
    fix: 'Look at REPLICA on that server and at the way to it (TCP 445, Edge 4443).',
  };
}
