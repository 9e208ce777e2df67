import { getCsManagementConnection } from '../powershell/cmdlets/get-cs-management-connection.js';
import { claimStore, judgeNames } from './run.js';
import type { Testimony, Witness } from './types.js';

/** Where the asked session connects, per answer: server and instance (null for the default instance). */
export type ManagementConnectionFacts = readonly { readonly server: string | null; readonly instance: string | null }[];

const ROW = { row: 'management-connection', label: 'Management connection' };

export const managementConnection: Witness<ManagementConnectionFacts> = {
  id: 'management-connection',
  title: 'the jump host connects to the CMS of this pair',
  why: 'Cmdlets write where this points. It follows the SCP, so it is shown and not counted a second time.',
  severity: { planned: 'warns', disaster: 'skipped', failback: 'warns', recover: 'warns' },
  weight: 'shown',

  rows: () => [ROW],

  async gather({ ps }) {
    const { rows } = await ps.read(getCsManagementConnection, {}, 'jump');
    return rows.map((row) => ({ server: row.SqlServer ?? null, instance: row.SqlInstance ?? null }));
  },

  testify(facts, pair): Testimony[] {
    const [connection] = facts;
    if (connection === undefined) return [{ ...ROW, says: "can't tell", detail: 'no output at all' }];
    const { server, instance } = connection;
    return [{ ...ROW, ...claimStore(pair, instance === null || server === null ? server : `${server}\\${instance}`) }];
  },

  judge(facts, pair) {
    return judgeNames(managementConnection.testify(facts, pair), pair, {
      fail: 'Close the shell and open a new one; if the connection stays blank, look at the SCP.',
      unknown: 'Run Get-CsManagementConnection by hand in a new shell on the jump host.',
    });
  },
};
