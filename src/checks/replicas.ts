import { serverOf, sideOf } from '../domain.js';
import { getCsManagementStoreReplicationStatus } from '../powershell/cmdlets/get-cs-management-store-replication-status.js';
import { listed } from '../report.js';
import type { Testimony, Witness } from './types.js';

export type ReplicasFacts = readonly { readonly replica: string; readonly upToDate: boolean }[];

const ROW = { row: 'replicas', label: 'Replicas' };

export const replicas: Witness<ReplicasFacts> = {
  id: 'replicas',
  title: 'the replicas of both servers are up to date',
  why: 'A stale replica works by an old configuration. Replicas name no active server, so they are shown only.',
  severity: { planned: 'blocks', disaster: 'skipped', failback: 'blocks', recover: 'warns' },
  weight: 'shown',

  rows: () => [ROW],

  async gather({ ps }) {
    const { rows } = await ps.read(getCsManagementStoreReplicationStatus, {}, 'jump');
    return rows.map((row) => ({ replica: row.ReplicaFqdn, upToDate: row.UpToDate }));
  },

  testify(facts): Testimony[] {
    const stale = facts.filter((one) => !one.upToDate).map((one) => one.replica);
    const count = `${facts.length - stale.length} of ${facts.length} up to date`;
    const detail = stale.length === 0 ? count : `${count}; False: ${stale.join(', ')}`;
    return [{ ...ROW, says: "can't tell", detail: facts.length === 0 ? 'no output at all' : detail }];
  },

  judge(facts, pair) {
    const missing = (['primary', 'backup'] as const)
      .filter((side) => !facts.some((one) => sideOf(pair, one.replica) === side))
      .map((side) => serverOf(pair, side));
    if (missing.length > 0) {
      const sentence = `No replica is listed for ${listed(missing)}.`;
      return { status: 'unknown', sentence, fix: 'No output is no health: read the status for who is active.' };
    }

    const stale = facts.filter((one) => !one.upToDate).map((one) => one.replica);
    const sentence = `${facts.length - stale.length} of ${facts.length} replicas are up to date`;
    if (stale.length === 0) return { status: 'pass', sentence: `${sentence}.` };

    // An Edge or a retired server may stay False for months; only the pair's own replicas stop a change.
    const own = stale.some((replica) => sideOf(pair, replica) !== undefined);
    const fix = 'False is normal for some minutes after any change: read again in 5 minutes.';
    return { status: own ? 'fail' : 'warn', sentence: `${sentence}; False: ${listed(stale)}.`, fix };
  },
};
