import { getCsServiceCentralManagement } from '../powershell/cmdlets/get-cs-service-central-management.js';
import { claimServers, judgeNames } from './run.js';
import type { Testimony, Witness } from './types.js';

export type CentralManagementServiceFacts = readonly { readonly pool: string; readonly active: boolean }[];

const ROW = { row: 'central-management-service', label: 'Service list' };

export const centralManagementService: Witness<CentralManagementServiceFacts> = {
  id: 'central-management-service',
  title: 'the service list marks one pool as the active CMS',
  why: 'It is what administrators look at first. It shares its store with the topology, so it is shown and not counted.',
  severity: { planned: 'warns', disaster: 'skipped', failback: 'warns', recover: 'skipped' },
  weight: 'shown',

  rows: () => [ROW],

  async gather({ ps }) {
    const { rows } = await ps.read(getCsServiceCentralManagement, {}, 'jump');
    return rows.map((row) => ({ pool: row.PoolFqdn, active: row.Active }));
  },

  testify(facts, pair): Testimony[] {
    if (facts.length === 0) return [{ ...ROW, says: "can't tell", detail: 'no output at all' }];
    const active = facts.filter((service) => service.active).map((service) => service.pool);
    const detail = facts.map((service) => `${service.pool} Active ${service.active ? 'True' : 'False'}`).join(', ');
    return [{ ...ROW, ...claimServers(pair, active, detail) }];
  },

  judge(facts, pair) {
    return judgeNames(centralManagementService.testify(facts, pair), pair, {
      fail: 'Compare with the status; do not change the service list by hand.',
      unknown: 'Run Get-CsService -CentralManagement by hand on the jump host.',
    });
  },
};
