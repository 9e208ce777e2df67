import { getCsManagementStoreStatus } from '../powershell/cmdlets/get-cs-management-store-status.js';
import { claimRuntime, judgeNames } from './run.js';
import type { Runtime, Witness } from './types.js';

export const activeMaster: Witness<readonly Runtime[]> = {
  id: 'active-master',
  title: 'the CMS names an active master',
  why: 'Without an active master nothing replicates: changes stay in the CMS and no server hears of them.',
  severity: { planned: 'blocks', disaster: 'warns', failback: 'blocks', recover: 'warns' },
  weight: 'decisive',

  rows: () => [{ row: 'active-master', label: 'Active master' }],

  async gather({ ps }) {
    const { rows } = await ps.read(getCsManagementStoreStatus, {}, 'jump');
    return rows.map((row) => ({ server: row.ActiveMasterFqdn, heartbeat: row.ActiveMasterLastHeartbeat ?? null }));
  },

  testify: (facts, pair) => [{ row: 'active-master', label: 'Active master', ...claimRuntime(pair, facts) }],

  judge(facts, pair) {
    return judgeNames(activeMaster.testify(facts, pair), pair, {
      fail: 'Replication is dead: do not start a failover; read the status for who is active.',
      unknown: 'An empty answer means that the CMS did not answer; read the status before anything else.',
    });
  },
};
