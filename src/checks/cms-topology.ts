import { getCsTopologyAsXml } from '../powershell/cmdlets/get-cs-topology-as-xml.js';
import type { Topology } from '../topology.js';
import { claimTopology, judgeNames, readTopology } from './run.js';
import type { Witness } from './types.js';

const ROW = { row: 'cms-topology', label: 'Topology in CMS' };

export const cmsTopology: Witness<Topology> = {
  id: 'cms-topology',
  title: 'the published topology marks one pool as the active CMS',
  why: 'It is what every server is told. It shares its store with the service list, so it is shown and not counted.',
  severity: { planned: 'warns', disaster: 'skipped', failback: 'warns', recover: 'skipped' },
  weight: 'shown',

  rows: () => [ROW],

  async gather({ ps }) {
    const { rows } = await ps.read(getCsTopologyAsXml, {}, 'jump');
    return readTopology(rows, 'Get-CsTopology -AsXml');
  },

  testify: (facts, pair) => [{ ...ROW, ...claimTopology(pair, facts) }],

  judge(facts, pair) {
    return judgeNames(cmsTopology.testify(facts, pair), pair, {
      fail: 'Compare with the status; do not publish a topology before the witnesses agree.',
      unknown: 'Run Get-CsTopology -AsXml by hand on the jump host to see why.',
    });
  },
};
