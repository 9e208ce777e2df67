import { normaliseName, otherSide, type Pair, type Side, serverOf } from '../domain.js';
import { getSfbXdsState } from '../powershell/cmdlets/get-sfb-xds-state.js';
import { invokeCsManagementServerFailoverWhatIf } from '../powershell/cmdlets/invoke-cs-management-server-failover-what-if.js';
import { serverWord } from '../report.js';
import { onBoth } from './run.js';
import type { BySide, Check, Reading } from './types.js';

/** What the failover cmdlet wrote to the host under -WhatIf, and the CurrentState values to compare it with. */
export interface FailoverWhatIfFacts {
  readonly to: Side;
  readonly text: string;
  readonly states: BySide<Reading<readonly (number | null)[]>>;
}

const MATRIX = 'Read in the status who is active.';

/** The server named first: the cmdlet tells the current state before the proposed one. Its words are localised. */
export function firstNamed(text: string, pair: Pair): Side | undefined {
  const places = (['primary', 'backup'] as const)
    .map((side) => ({ side, at: normaliseName(text).indexOf(serverOf(pair, side)) }))
    .filter(({ at }) => at >= 0)
    .sort((a, b) => a.at - b.at);
  return places[0]?.side;
}

export const failoverWhatIf: Check<FailoverWhatIfFacts> = {
  id: 'failover-what-if',
  title: 'the failover cmdlet itself names the current host of the CMS',
  why: 'It says what the cmdlet would act on, on the very server it would run on, without doing it.',
  severity: { planned: 'blocks', disaster: 'skipped', failback: 'warns', recover: 'skipped' },

  async gather({ ps, pair, to = 'backup' }) {
    const [answer, states] = await Promise.all([
      ps.read(invokeCsManagementServerFailoverWhatIf, {}, to),
      onBoth(async (side) => {
        const { rows } = await ps.read(getSfbXdsState, { SqlInstance: pair.sqlInstance }, side);
        return rows.map((row) => row.Value);
      }),
    ]);
    return { to, text: answer.host, states };
  },

  judge({ to, text, states }, pair) {
    const named = firstNamed(text, pair);
    const fix = `On ${serverOf(pair, to)}: Invoke-CsManagementServerFailover -WhatIf. Never without -WhatIf.`;
    if (named === undefined) {
      return { status: 'unknown', sentence: 'Its text names no server of this pair.', fix };
    }
    const active = (side: Side) => states[side].ok && states[side].value.length === 1 && states[side].value[0] === 0;
    const who = serverWord(pair, named);
    if (!active(named) && active(otherSide(named))) {
      const sentence = `It names ${who}, and the active database is on ${serverWord(pair, otherSide(named))}.`;
      return { status: 'fail', sentence, fix: `Do not fail over. ${MATRIX}` };
    }
    if (named === to) {
      return { status: 'warn', sentence: `It names ${who}: the CMS is where it should be moved to.`, fix };
    }
    if (!active(named)) {
      const why = states[named].ok ? 'does not call itself active' : `was not read (${states[named].reason})`;
      return {
        status: 'unknown',
        sentence: `It names ${who} as the current host, whose database ${why}.`,
        fix: MATRIX,
      };
    }
    return { status: 'pass', sentence: `It names ${who} as the current host.` };
  },
};
