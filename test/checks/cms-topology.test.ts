import { describe, expect, it } from 'vitest';
import { cmsTopology } from '../../src/checks/cms-topology.js';
import { createPort, healthy, pair } from './port.js';

const pools = ['fe1.domain.local', 'fe2.domain.local'];

describe('checks/cms-topology', () => {
  it.each([
    { active: ['fe2.domain.local'], says: 'backup', detail: 'active: fe2.domain.local', status: 'pass' },
    { active: pools, says: 'both', detail: 'active: fe1.domain.local, fe2.domain.local', status: 'fail' },
    { active: [], says: 'nobody', detail: 'no pool is active', status: 'fail' },
    {
      active: ['old.domain.local'],
      says: "can't tell",
      detail: 'active: old.domain.local, not a server of this pair',
      status: 'unknown',
    },
  ])('$active: $says, $status', ({ active, says, detail, status }) => {
    const facts = { active, pools };

    expect(cmsTopology.testify(facts, pair)).toEqual([{ row: 'cms-topology', label: 'Topology in CMS', says, detail }]);
    expect(cmsTopology.judge(facts, pair).status).toBe(status);
  });

  it('reads the published topology from the jump host', async () => {
    const { ps, calls } = createPort(healthy('backup'));

    expect(await cmsTopology.gather({ ps, pair })).toEqual({ active: ['fe2.domain.local'], pools });
    expect(calls).toEqual([{ name: 'get-cs-topology-as-xml', params: {}, place: 'jump' }]);
  });

  it('fails to gather when there is no output', async () => {
    const { ps } = createPort(healthy('backup', { 'get-cs-topology-as-xml': () => [] }));

    await expect(cmsTopology.gather({ ps, pair })).rejects.toThrow(
      expect.objectContaining({
        code: 'BAD_OUTPUT',
        message: 'Get-CsTopology -AsXml gave 0 topologies where one was expected.',
      }),
    );
  });
});
