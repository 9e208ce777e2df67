import { type Pair, type Side, serverOf, sideOf } from '../domain.js';
import { getCsRegistrarConfiguration } from '../powershell/cmdlets/get-cs-registrar-configuration.js';
import { getCsWindowsService } from '../powershell/cmdlets/get-cs-windows-service.js';
import { listed, shortServer } from '../report.js';
import { acceptance, onBoth } from './run.js';
import type { BySide, Check, Reading, Verdict } from './types.js';

/**
 * The registrar settings the CMS holds; `state` is undefined where the getter shows no PoolState. `frontEnd`: how the
 * Front-End service is on each server, blank where it is not listed. `at`: ISO, by the clock of the target.
 */
export interface PoolStateFacts {
  readonly at: string;
  readonly pools: readonly { readonly identity: string; readonly state: string | undefined }[];
  readonly frontEnd: BySide<Reading<string>>;
}

const SIDES: readonly Side[] = ['primary', 'backup'];
const HOME = ['Active', 'FailedBack'];
const AWAY = ['FailedOver', 'FailingOver'];
const FRONT_END = 'RTCSRV';

function stateOf({ pools }: PoolStateFacts, pair: Pair, side: Side): string {
  return pools.find((one) => sideOf(pair, one.identity) === side)?.state ?? '(none)';
}

export const poolState: Check<PoolStateFacts> = {
  id: 'pool-state',
  title: 'both pools serve their own users',
  why: 'A pool that is failed over has its users on the other server, which no other reading here shows.',
  severity: { planned: 'blocks', disaster: 'skipped', failback: 'warns', recover: 'warns' },

  async gather({ ps }) {
    const [{ rows, at }, frontEnd] = await Promise.all([
      ps.read(getCsRegistrarConfiguration, {}, 'jump'),
      onBoth(async (side) => {
        const services = (await ps.read(getCsWindowsService, {}, side)).rows;
        return services.find(({ Name }) => Name.toUpperCase() === FRONT_END)?.Status ?? '';
      }),
    ]);
    return { at, frontEnd, pools: rows.map((row) => ({ identity: row.Identity, state: row.PoolState ?? undefined })) };
  },

  judge(facts, pair) {
    const pools = SIDES.map((side) => ({ side, state: stateOf(facts, pair, side) }));
    const sentence = `PoolState: ${listed(pools.map(({ side, state }) => `${shortServer(pair, side)} ${state}`))}.`;

    const away = pools.filter(({ state }) => AWAY.includes(state)).map(({ side }) => serverOf(pair, side));
    if (away.length > 0) {
      const fix = `Expected only while ${listed(away)} is failed over; otherwise ask who did it.`;
      return { status: 'warn', sentence, fix };
    }
    if (pools.every(({ state }) => HOME.includes(state))) return { status: 'pass', sentence };
    const hidden = facts.pools.length > 0 && facts.pools.every(({ state }) => state === undefined);
    if (hidden) return judgeHidden(facts, pair);
    const fix =
      'Look with Get-CsRegistrarConfiguration on the jump host; the two pools are Active when nothing is moved.';
    return { status: 'unknown', sentence, fix };
  },
};

/**
 * That the getter shows PoolState is not documented (domain-notes 1.9). Where it does not, people may take responsibility;
 * it counts only beside other evidence: a planned pool failover stops the services of the pool that is left.
 */
function judgeHidden({ at, frontEnd }: PoolStateFacts, pair: Pair): Verdict {
  const seen = SIDES.map((side) => `${shortServer(pair, side)} ${wordOf(frontEnd[side])}`);
  const sentence = `Get-CsRegistrarConfiguration shows no PoolState here; Front-End service ${FRONT_END}: ${listed(seen)}`;
  const stopped = SIDES.some((side) => !['Running', ''].includes(statusOf(frontEnd[side])));
  const look = 'Make sure by hand that no pool is failed over (users sign in to their own server).';
  if (stopped) return { status: 'fail', sentence: `${sentence}.`, fix: look };
  const entry = pair.accepted?.hiddenPoolState;
  const runs = SIDES.every((side) => statusOf(frontEnd[side]) === 'Running');
  if (entry === undefined || !runs) {
    const fix = `${look} Then acknowledge it in the config (accepted.hiddenPoolState of the pair).`;
    return { status: 'unknown', sentence: `${sentence}.`, fix: entry === undefined ? fix : look };
  }
  const found = acceptance(entry, at);
  const whole = `${sentence}; ${found.words}.`;
  if (!found.holds) return { status: 'unknown', sentence: whole, fix: `${look} Then give it a new day in the config.` };
  const fix = `${look} A failover will need people at its pool step, because no reading shows whether it happened.`;
  return { status: 'warn', accepted: true, sentence: whole, fix };
}

function statusOf(reading: Reading<string>): string {
  return reading.ok ? reading.value : '';
}

function wordOf(reading: Reading<string>): string {
  return reading.ok ? reading.value || 'not listed' : `not read (${reading.reason})`;
}
