import { normaliseName, type Pair, serverOf, sideOf } from '../domain.js';
import { getCsManagementStoreReplicationStatus } from '../powershell/cmdlets/get-cs-management-store-replication-status.js';
import { getCsTopologyAsXml } from '../powershell/cmdlets/get-cs-topology-as-xml.js';
import { listed } from '../report.js';
import { machinesOf } from '../topology.js';
import { acceptance, attempt } from './run.js';
import type { Reading, Testimony, Verdict, Witness } from './types.js';

/**
 * Every replica, and when this was read (ISO, by the clock of the target). `edges`: the servers of this pair's Edge pools,
 * read only when a replica lags that is none of the two servers.
 */
export interface ReplicasFacts {
  readonly at: string;
  readonly rows: readonly { readonly replica: string; readonly upToDate: boolean }[];
  readonly edges: Reading<readonly string[]>;
}

const ROW = { row: 'replicas', label: 'Replicas' };

export const replicas: Witness<ReplicasFacts> = {
  id: 'replicas',
  title: 'the replicas of both servers and of their Edge are up to date',
  why: 'A stale replica works by an old configuration. Replicas name no active server, so they are shown only.',
  severity: { planned: 'blocks', disaster: 'skipped', failback: 'blocks', recover: 'warns' },
  weight: 'shown',

  rows: () => [ROW],

  async gather({ ps, pair }) {
    const answer = await ps.read(getCsManagementStoreReplicationStatus, {}, 'jump');
    const rows = answer.rows.map((row) => ({ replica: row.ReplicaFqdn, upToDate: row.UpToDate }));
    // Every reading of the matrix comes by here, and the document is large: read only when a verdict needs it.
    const foreign = rows.some(({ replica, upToDate }) => !upToDate && sideOf(pair, replica) === undefined);
    const edges = await attempt(async () => {
      if (!foreign || pair.edgePools.length === 0) return [];
      const [document = ''] = (await ps.read(getCsTopologyAsXml, {}, 'jump')).rows;
      return pair.edgePools.flatMap((pool) => machinesOf(document, pool));
    });
    return { at: answer.at, edges, rows };
  },

  testify({ rows }): Testimony[] {
    const stale = rows.filter((one) => !one.upToDate).map((one) => one.replica);
    const count = `${rows.length - stale.length} of ${rows.length} up to date`;
    const detail = stale.length === 0 ? count : `${count}; False: ${stale.join(', ')}`;
    return [{ ...ROW, says: "can't tell", detail: rows.length === 0 ? 'no output at all' : detail }];
  },

  judge(facts, pair) {
    const { rows } = facts;
    const missing = (['primary', 'backup'] as const)
      .filter((side) => !rows.some((one) => sideOf(pair, one.replica) === side))
      .map((side) => serverOf(pair, side));
    if (missing.length > 0) {
      const sentence = `No replica is listed for ${listed(missing)}.`;
      return { status: 'unknown', sentence, fix: 'No output is no health: read the status for who is active.' };
    }
    const stale = rows.filter((one) => !one.upToDate).map((one) => look(one.replica, facts, pair));
    const sentence = `${rows.length - stale.length} of ${rows.length} replicas are up to date`;
    if (stale.length === 0) return { status: 'pass', sentence: `${sentence}.` };
    return { sentence: `${sentence}; False: ${listed(stale.map(({ words }) => words))}.`, ...verdictOf(stale) };
  },
};

interface Stale {
  readonly words: string;
  /** `yes`: one of the two servers, or of the Edge concerned; `unread`: not known which Edge it belongs to. */
  readonly decides: 'yes' | 'no' | 'unread';
  readonly accepted: boolean;
}

function look(replica: string, { at, edges }: ReplicasFacts, pair: Pair): Stale {
  const name = normaliseName(replica);
  const own = sideOf(pair, replica) !== undefined;
  const entry = own ? undefined : pair.accepted?.laggards.find((one) => one.replica === name);
  const found = entry === undefined ? undefined : acceptance(entry, at);
  const decides = own || (edges.ok && edges.value.includes(name)) ? 'yes' : edges.ok ? 'no' : 'unread';
  const words = found === undefined ? replica : `${replica} (${found.words})`;
  return { words, decides, accepted: found?.holds === true };
}

/** A retired server may stay False for months: it warns until somebody accepts it. */
function verdictOf(stale: readonly Stale[]): Omit<Verdict, 'sentence'> {
  const open = stale.filter(({ accepted }) => !accepted);
  const fix = 'False is normal for some minutes after any change: read again in 5 minutes.';
  if (open.some(({ decides }) => decides === 'yes')) return { status: 'fail', fix };
  if (open.some(({ decides }) => decides === 'unread')) return { status: 'unknown', fix };
  if (open.length > 0) return { status: 'warn', fix: `${fix} One that is known to lag is accepted in the config.` };
  if (stale.every(({ decides }) => decides === 'no')) return { status: 'pass' };
  // The failover waits for this Edge to hear of its next hop, whatever the config says.
  return { status: 'warn', accepted: true, fix: 'A failover stops at the step that waits for this Edge.' };
}
