import { type Side, sideOf } from '../domain.js';
import { getCsManagementStoreReplicationStatus } from '../powershell/cmdlets/get-cs-management-store-replication-status.js';
import { getCsServerPatchVersion } from '../powershell/cmdlets/get-cs-server-patch-version.js';
import { listed, shortServer } from '../report.js';
import { attempt, onBoth } from './run.js';
import type { BySide, Check, Reading } from './types.js';

/** Component versions as each server lists them, and the version each replica reports. */
export interface PatchLevelFacts {
  readonly components: BySide<Reading<readonly string[]>>;
  readonly replicas: Reading<readonly { readonly replica: string; readonly version: string }[]>;
}

const SIDES: readonly Side[] = ['primary', 'backup'];

export const patchLevel: Check<PatchLevelFacts> = {
  id: 'patch-level',
  title: 'both servers have the same patch level',
  why: 'Microsoft asks for the same update on both before anything is failed over.',
  severity: { planned: 'blocks', disaster: 'warns', failback: 'blocks', recover: 'warns' },

  async gather({ ps }) {
    const [components, replicas] = await Promise.all([
      onBoth(async (side) => {
        const { rows } = await ps.read(getCsServerPatchVersion, {}, side);
        return rows.flatMap((row) => (row.Version ? [`${row.ComponentName ?? ''} ${row.Version}`.trim()] : []));
      }),
      attempt(async () => {
        const { rows } = await ps.read(getCsManagementStoreReplicationStatus, {}, 'jump');
        return rows.map((row) => ({ replica: row.ReplicaFqdn, version: row.ProductVersion ?? '' }));
      }),
    ]);
    return { components, replicas };
  },

  judge({ components, replicas }, pair) {
    const reported = SIDES.map((side) =>
      replicas.ok ? (replicas.value.find((one) => sideOf(pair, one.replica) === side)?.version ?? '') : '',
    );
    // The cmdlet came in November 2015: like is compared with like, so both servers have it or the replicas decide.
    const listing = SIDES.map((side) => (components[side].ok ? [...components[side].value].sort() : []));
    const both = listing.every((versions) => versions.length > 0);
    const levels = both ? listing.map((versions) => versions.join(', ')) : reported;
    if (levels.some((level) => level === '')) {
      const missing = SIDES.filter((_, index) => levels[index] === '').map((side) => shortServer(pair, side));
      const fix = 'Compare the installed updates of both servers by hand.';
      return { status: 'unknown', sentence: `No version is known for ${listed(missing)}.`, fix };
    }
    const seen = listed(SIDES.map((side, index) => `${shortServer(pair, side)} ${levels[index]}`));
    if (levels[0] !== levels[1]) {
      const fix = 'Install the same cumulative update on both servers first.';
      return { status: 'fail', sentence: `Patch levels differ: ${seen}.`, fix };
    }
    const level = both ? (listing[0]?.[0]?.split(' ').at(-1) ?? '') : (reported[0] ?? '');
    return { status: 'pass', sentence: `Both servers have the same patch level (${level}).` };
  },
};
