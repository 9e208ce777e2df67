import { type Pair, type Side, serverOf, sideOf } from '../domain.js';
import { getCsRegistrarConfiguration } from '../powershell/cmdlets/get-cs-registrar-configuration.js';
import { listed, shortServer } from '../report.js';

import type { Check } from './types.js';

/** The registrar settings the CMS holds; `state` is undefined where the getter shows no PoolState. */
export type PoolStateFacts = readonly { readonly identity: string; readonly state: string | undefined }[];

const SIDES: readonly Side[] = ['primary', 'backup'];
const HOME = ['Active', 'FailedBack'];
const AWAY = ['FailedOver', 'FailingOver'];

function stateOf(facts: PoolStateFacts, pair: Pair, side: Side): string {
  return facts.find((one) => sideOf(pair, one.identity) === side)?.state ?? '(none)';
}

export const poolState: Check<PoolStateFacts> = {
  id: 'pool-state',
  title: 'both pools serve their own users',
  why: 'A pool that is failed over has its users on the other server, which no other reading here shows.',
  severity: { planned: 'blocks', disaster: 'skipped', failback: 'warns', recover: 'warns' },

  async gather({ ps }) {
    const { rows } = await ps.read(getCsRegistrarConfiguration, {}, 'jump');
    return rows.map((row) => ({ identity: row.Identity, state: row.PoolState ?? undefined }));
  },

  judge(facts, pair) {
    const pools = SIDES.map((side) => ({ side, state: stateOf(facts, pair, side) }));
    const sentence = `PoolState: ${listed(pools.map(({ side, state }) => `${shortServer(pair, side)} ${state}`))}.`;

    const away = pools.filter(({ state }) => AWAY.includes(state)).map(({ side }) => serverOf(pair, side));
    if (away.length > 0) {
      const fix = `Expected only while ${listed(away)} is failed over; otherwise ask who did it.`;
      return { status: 'warn', sentence, fix };
    }
    if (pools.some(({ state }) => !HOME.includes(state))) {
      const fix =
        'That the getter shows PoolState is not documented; look with Get-CsRegistrarConfiguration on the jump host.';
      return { status: 'unknown', sentence, fix };
    }
    return { status: 'pass', sentence };
  },
};
