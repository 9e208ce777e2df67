import { type Side, serverOf } from '../domain.js';
import { getSfbCmsDatabase } from '../powershell/cmdlets/get-sfb-cms-database.js';
import { listed } from '../report.js';
import type { Check } from './types.js';

/** xds and lis of the server a move goes to, with the state SQL Server gives them. */
export interface CmsDatabasesFacts {
  readonly to: Side;
  readonly databases: readonly { readonly name: string; readonly state: string }[];
}

const NEEDED = ['xds', 'lis'];

export const cmsDatabases: Check<CmsDatabasesFacts> = {
  id: 'cms-databases',
  title: 'the server to move to has both CMS databases online',
  why: 'On a Standard Edition pair the second copy is made by hand, and a move needs it.',
  severity: { planned: 'blocks', disaster: 'blocks', failback: 'blocks', recover: 'skipped' },

  async gather({ ps, pair, to = 'backup' }) {
    const { rows } = await ps.read(getSfbCmsDatabase, { SqlInstance: pair.sqlInstance }, to);
    return { to, databases: rows.map((row) => ({ name: row.Name.toLowerCase(), state: row.State })) };
  },

  judge({ to, databases }, pair) {
    const where = `${serverOf(pair, to)}\\${pair.sqlInstance}`;
    // A login that may see no database gets an empty list too, so an empty list is not called missing.
    if (databases.length === 0) {
      const fix = `On ${serverOf(pair, to)}: Test-CsDatabase -CentralManagementDatabase -SqlServerFqdn ${serverOf(pair, to)} -SqlInstanceName ${pair.sqlInstance}`;
      return { status: 'unknown', sentence: `Neither xds nor lis is listed on ${where}.`, fix };
    }
    const bad = NEEDED.map((name) => ({ name, state: databases.find((one) => one.name === name)?.state ?? 'missing' }))
      .filter(({ state }) => state !== 'ONLINE')
      .map(({ name, state }) => `${name} (${state})`);
    if (bad.length > 0) {
      const fix = 'Do not fail over; ask a SQL administrator before Install-CsDatabase, which can delete what is left.';
      return { status: 'fail', sentence: `Not usable on ${where}: ${listed(bad)}.`, fix };
    }
    return { status: 'pass', sentence: `xds and lis are online on ${where}.` };
  },
};
