import { type Pair, serverOf } from '../domain.js';
import { getCsTopologyLocalStore } from '../powershell/cmdlets/get-cs-topology-local-store.js';
import type { Topology } from '../topology.js';
import { claimTopology, judgeNames, onBoth, readTopology, sideRows, testifyBoth } from './run.js';
import type { BySide, Reading, Witness } from './types.js';

export type RtclocalFacts = BySide<Reading<Topology>>;

const rowsOf = (pair: Pair) => sideRows('rtclocal', 'RTCLOCAL on', pair);

export const rtclocal: Witness<RtclocalFacts> = {
  id: 'rtclocal',
  title: 'the local configuration store of both servers names the same active CMS',
  why: 'A server works by its local copy; one that still names the old server keeps the CMS split or stuck.',
  severity: { planned: 'blocks', disaster: 'warns', failback: 'blocks', recover: 'warns' },
  weight: 'decisive',

  rows: (pair) => Object.values(rowsOf(pair)),

  gather({ ps, pair }) {
    return onBoth(async (side) => {
      const { rows } = await ps.read(getCsTopologyLocalStore, {}, side);
      return readTopology(rows, `Get-CsTopology -LocalStore on ${serverOf(pair, side)}`);
    });
  },

  testify: (facts, pair) => testifyBoth(rowsOf(pair), facts, (topology) => claimTopology(pair, topology)),

  judge(facts, pair) {
    return judgeNames(rtclocal.testify(facts, pair), pair, {
      fail: 'Replication may lag: wait 5 minutes and read again; a copy that stays behind is refreshed by recover.',
      unknown: `Run Get-CsTopology -LocalStore by hand on ${pair.primary} and ${pair.backup} to see why.`,
    });
  },
};
