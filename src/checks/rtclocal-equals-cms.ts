import { type Side, sideOf } from '../domain.js';
import { getCsManagementStoreReplicationStatus } from '../powershell/cmdlets/get-cs-management-store-replication-status.js';
import { getCsTopologyAsXml } from '../powershell/cmdlets/get-cs-topology-as-xml.js';
import { getCsTopologyLocalStore } from '../powershell/cmdlets/get-cs-topology-local-store.js';
import { listed, shortServer } from '../report.js';
import { topologyDifferences } from '../topology.js';
import { attempt, onBoth } from './run.js';
import type { BySide, Check, Reading } from './types.js';

export interface RtclocalEqualsCmsFacts {
  readonly cms: Reading<string>;
  readonly local: BySide<Reading<string>>;
  /** Replicas whose last report is older than what they were last sent: replication to them is under way. */
  readonly underWay: Reading<readonly string[]>;
}

/** What a move depends on: next hop, pairing, who is active. Anything else may differ while replication runs. */
const ROLES = ['EdgeServer', 'Registrar', 'UserServices'];

function only(rows: readonly string[]): string {
  const [document] = rows;
  if (document === undefined) throw new Error('no output at all');
  return document;
}

export const rtclocalEqualsCms: Check<RtclocalEqualsCmsFacts> = {
  id: 'rtclocal-equals-cms',
  title: 'the local store of both servers says what the CMS says',
  why: 'A server that has not heard of the topology verifies a move against the old one; that may be how a split begins.',
  severity: { planned: 'blocks', disaster: 'skipped', failback: 'blocks', recover: 'skipped' },

  async gather({ ps }) {
    const [cms, local, underWay] = await Promise.all([
      attempt(async () => only((await ps.read(getCsTopologyAsXml, {}, 'jump')).rows)),
      onBoth(async (side) => only((await ps.read(getCsTopologyLocalStore, {}, side)).rows)),
      attempt(async () => {
        const { rows } = await ps.read(getCsManagementStoreReplicationStatus, {}, 'jump');
        return rows.filter((row) => !row.UpToDate || isBehind(row)).map((row) => row.ReplicaFqdn);
      }),
    ]);
    return { cms, local, underWay };
  },

  judge({ cms, local, underWay }, pair) {
    const sides: readonly Side[] = ['primary', 'backup'];
    const unread = [cms, ...sides.map((side) => local[side])].flatMap((one) => (one.ok ? [] : [one.reason]));
    const seen = sides.map((side) => {
      const [there, here] = [cms, local[side]];
      return { side, differ: there.ok && here.ok ? topologyDifferences(here.value, there.value, ROLES) : [] };
    });
    const wrong = seen.filter(({ differ }) => differ.length > 0);
    if (wrong.length > 0) {
      const texts = wrong.map(({ side, differ }) => `${shortServer(pair, side)} differs in ${listed(differ)}`);
      const waiting = wrong.every(
        ({ side }) => underWay.ok && underWay.value.some((replica) => sideOf(pair, replica) === side),
      );
      const after = waiting ? ' Replication to it is under way.' : '';
      const fix = 'Wait 5 minutes and read again; if it stays: preflight --sync forces a full replication.';
      return { status: waiting ? 'unknown' : 'fail', sentence: `RTCLOCAL: ${listed(texts)}.${after}`, fix };
    }
    if (unread.length > 0) {
      return {
        status: 'unknown',
        sentence: `Not compared: ${listed(unread)}.`,
        fix: 'Read again when all three answer.',
      };
    }
    return {
      status: 'pass',
      sentence: 'RTCLOCAL of both servers has the active CMS, next hops and pairing of the CMS.',
    };
  },
};

function isBehind(row: { readonly LastStatusReport?: unknown; readonly LastUpdateCreation?: unknown }): boolean {
  const [report, update] = [row.LastStatusReport, row.LastUpdateCreation];
  return report instanceof Date && update instanceof Date && report < update;
}
