import { type Side, serverOf, sideOf } from '../domain.js';
import { getSfbGroupMember } from '../powershell/cmdlets/get-sfb-group-member.js';
import { listed } from '../report.js';
import type { Check } from './types.js';

/** The DNS names of the computers in RTCUniversalConfigReplicator. */
export type ReplicatorGroupFacts = readonly string[];

const GROUP = 'RTCUniversalConfigReplicator';

export const replicatorGroup: Check<ReplicatorGroupFacts> = {
  id: 'replicator-group',
  title: `both servers are in ${GROUP}`,
  why: 'A server that is not in it can hold the CMS and cannot replicate it: moved, and replication dead.',
  severity: { planned: 'blocks', disaster: 'warns', failback: 'blocks', recover: 'warns' },

  async gather({ ps }) {
    const { rows } = await ps.read(getSfbGroupMember, { Group: GROUP }, 'jump');
    return rows.map((row) => row.Computer);
  },

  judge(facts, pair) {
    if (facts.length === 0) {
      const fix = `Look at the members of ${GROUP} in Active Directory Users and Computers.`;
      return { status: 'unknown', sentence: `No computer is listed in ${GROUP}.`, fix };
    }
    const sides: readonly Side[] = ['primary', 'backup'];
    const missing = sides.filter((side) => !facts.some((name) => sideOf(pair, name) === side));
    if (missing.length > 0) {
      const names = listed(missing.map((side) => serverOf(pair, side)));
      const fix = `Add the computer account to ${GROUP} and restart that server, so that its token has it.`;
      return { status: 'fail', sentence: `Not in ${GROUP}: ${names}.`, fix };
    }
    return { status: 'pass', sentence: `Both servers are in ${GROUP}.` };
  },
};
