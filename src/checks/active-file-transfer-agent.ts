import { getCsManagementStoreStatus } from '../powershell/cmdlets/get-cs-management-store-status.js';
import { claimRuntime, judgeNames } from './run.js';
import type { Runtime, Witness } from './types.js';

export const activeFileTransferAgent: Witness<readonly Runtime[]> = {
  id: 'active-file-transfer-agent',
  title: 'the CMS names an active file transfer agent',
  why: 'Without a file transfer agent no server receives what the master has written.',
  severity: { planned: 'blocks', disaster: 'warns', failback: 'blocks', recover: 'warns' },
  weight: 'decisive',

  rows: () => [{ row: 'active-file-transfer-agent', label: 'File transfer agent' }],

  async gather({ ps }) {
    const { rows } = await ps.read(getCsManagementStoreStatus, {}, 'jump');
    return rows.map((row) => ({
      server: row.ActiveFileTransferAgentFqdn,
      heartbeat: row.ActiveFileTransferAgentLastHeartbeat ?? null,
    }));
  },

  testify: (facts, pair) => [
    { row: 'active-file-transfer-agent', label: 'File transfer agent', ...claimRuntime(pair, facts) },
  ],

  judge(facts, pair) {
    return judgeNames(activeFileTransferAgent.testify(facts, pair), pair, {
      fail: 'Replication is dead: do not start a failover; read the status for who is active.',
      unknown: 'An empty answer means that the CMS did not answer; read the status before anything else.',
    });
  },
};
