import { otherSide, type Pair, type Side } from '../domain.js';
import { errorText, SfbError } from '../errors.js';
import { getSfbCmsDatabase } from '../powershell/cmdlets/get-sfb-cms-database.js';
import { getSfbXdsState } from '../powershell/cmdlets/get-sfb-xds-state.js';
import type { ReadPort } from '../powershell/types.js';
import { shortServer } from '../report.js';
import { attempt, judgeNames, onBoth, sideRows, testifyBoth } from './run.js';
import type { BySide, Reading, Testimony, Witness } from './types.js';

/** The CurrentState values of each server's own CMS database; one value when all is well. */
export type XdsStateFacts = BySide<Reading<readonly (number | null)[]>>;

const rowsOf = (pair: Pair) => sideRows('xds-state', 'xds on', pair);

/** Whether SQL on this server answers and lists the database: then it is not SQL that is away. */
async function isThere(ps: ReadPort, pair: Pair, side: Side): Promise<boolean> {
  const listed = await attempt(() => ps.read(getSfbCmsDatabase, { SqlInstance: pair.sqlInstance }, side));
  return listed.ok && listed.value.rows.some(({ Name }) => Name.toLowerCase() === 'xds');
}

export const xdsState: Witness<XdsStateFacts> = {
  id: 'xds-state',
  title: 'exactly one of the two CMS databases calls itself active',
  why: 'Two active databases are a split brain even while users, services and the event log look healthy.',
  severity: { planned: 'blocks', disaster: 'warns', failback: 'blocks', recover: 'warns' },
  weight: 'decisive',

  rows: (pair) => Object.values(rowsOf(pair)),

  gather({ ps, pair }) {
    // On its own server: SQL Express is closed to other machines (sfb-facts 2).
    return onBoth(async (side) => {
      try {
        const { rows } = await ps.read(getSfbXdsState, { SqlInstance: pair.sqlInstance }, side);
        return rows.filter((row) => row.Name.toLowerCase() === 'currentstate').map((row) => row.Value);
      } catch (error) {
        if (!(error instanceof SfbError) || error.code !== 'CMDLET_FAILED') throw error;
        if (!(await isThere(ps, pair, side))) throw error;
        // No word of SQL decides this: its texts are localised.
        const what = `xds is there but may not be read; the account of the worker needs db_datareader in xds on ${shortServer(pair, side)}`;
        throw new SfbError(error.code, `${what} (${errorText(error)})`, { cause: error });
      }
    });
  },

  testify(facts, pair): Testimony[] {
    return testifyBoth(rowsOf(pair), facts, (values, side) => {
      const [value] = values;
      if (values.length !== 1) return { says: "can't tell", detail: `${values.length} CurrentState rows, expected 1` };
      if (value === 0) return { says: side, detail: 'CurrentState 0 (active)' };
      if (value === 3) return { says: otherSide(side), detail: 'CurrentState 3 (backup)' };
      return { says: "can't tell", detail: `CurrentState ${value}, meaning unknown` };
    });
  },

  judge(facts, pair) {
    return judgeNames(xdsState.testify(facts, pair), pair, {
      fail: 'Change nothing on either server; read the status, which says what the two databases mean together.',
      unknown: `Check that the worker may read xds on ${pair.primary} and ${pair.backup} (db_datareader), then read again.`,
    });
  },
};
