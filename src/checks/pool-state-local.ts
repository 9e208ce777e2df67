import { type Pair, type Side, serverOf, sideOf } from '../domain.js';
import { getCsRegistrarConfigurationLocalStore } from '../powershell/cmdlets/get-cs-registrar-configuration-local-store.js';
import { listed, shortServer } from '../report.js';
import { acceptance, onBoth } from './run.js';
import type { BySide, Check, Reading } from './types.js';

/**
 * The PoolState of each pool as each server's RTCLOCAL holds it; undefined where the getter shows none. `at`: ISO, by the
 * clock of a target.
 */
export interface PoolStateLocalFacts extends BySide<Reading<readonly { identity: string; state?: string }[]>> {
  readonly at: string;
}

const SIDES: readonly Side[] = ['primary', 'backup'];
const HOME = ['Active', 'FailedBack'];
const AWAY = ['FailedOver', 'FailingOver'];

export const poolStateLocal: Check<PoolStateLocalFacts> = {
  id: 'pool-state-local',
  title: 'both servers know both pools as serving their own users',
  why: 'A server works by its own copy: one that has not heard of a failover turns the users away.',
  severity: { planned: 'warns', disaster: 'skipped', failback: 'warns', recover: 'warns' },

  async gather({ ps }) {
    let at = '';
    const copies = await onBoth(async (side) => {
      const answer = await ps.read(getCsRegistrarConfigurationLocalStore, {}, side);
      at = answer.at;
      return answer.rows.map(({ Identity, PoolState }) => ({
        identity: Identity,
        ...(PoolState == null ? {} : { state: PoolState }),
      }));
    });
    return { ...copies, at };
  },

  judge(facts, pair) {
    const seen = SIDES.map((side) => ({ side, states: statesOn(facts[side], pair) }));
    const told = seen.map(({ side, states }) => {
      const reading = facts[side];
      const what = reading.ok
        ? listed(states.map((state, at) => `${shortServer(pair, SIDES[at] ?? side)} ${state}`))
        : '';
      return `${shortServer(pair, side)} ${reading.ok ? `says ${what}` : `was not read (${reading.reason})`}`;
    });
    const sentence = `PoolState in RTCLOCAL: ${told.join('; ')}.`;
    const states = seen.flatMap((one) => one.states);
    if (states.some((state) => AWAY.includes(state))) {
      const fix = 'Expected only while a pool is failed over; right after a change, read again in 5 minutes.';
      return { status: 'warn', sentence, fix };
    }
    const entry = pair.accepted?.hiddenPoolState;
    if (entry !== undefined && SIDES.every((side) => hides(facts[side]))) {
      // pool-state has the other evidence for this; here it is the same property that does not show.
      const { holds, words } = acceptance(entry, facts.at);
      const told = `Get-CsRegistrarConfiguration -LocalStore shows no PoolState here; ${words}.`;
      const fix = 'Make sure by hand that no pool is failed over.';
      return { sentence: told, fix, ...(holds ? { status: 'warn', accepted: true } : { status: 'unknown' }) };
    }
    if (states.length < 4 || states.some((state) => !HOME.includes(state))) {
      const servers = listed(SIDES.map((side) => serverOf(pair, side)));
      return { status: 'unknown', sentence, fix: `Run Get-CsRegistrarConfiguration -LocalStore on ${servers}.` };
    }
    return { status: 'pass', sentence };
  },
};

function hides(reading: PoolStateLocalFacts[Side]): boolean {
  return reading.ok && reading.value.length > 0 && reading.value.every(({ state }) => state === undefined);
}

/** The states of the primary and the backup pool in one server's copy, none when it was not read. */
function statesOn(reading: PoolStateLocalFacts[Side], pair: Pair): string[] {
  if (!reading.ok) return [];
  return SIDES.map((side) => reading.value.find((one) => sideOf(pair, one.identity) === side)?.state ?? '(none)');
}
