import { describe, expect, it } from 'vitest';
import { rtclocal } from '../../src/checks/rtclocal.js';
import { createPort, healthy, pair, topologyXml } from './port.js';

const pools = ['fe1.domain.local', 'fe2.domain.local'];
const read = (...active: string[]) => ({ ok: true as const, value: { active, pools } });
const failed = { ok: false as const, reason: 'Access denied' };

describe('checks/rtclocal', () => {
  it.each([
    {
      primary: read('fe1.domain.local'),
      backup: read('fe1.domain.local'),
      says: ['primary', 'primary'],
      status: 'pass',
    },
    {
      primary: read('fe1.domain.local'),
      backup: read('fe2.domain.local'),
      says: ['primary', 'backup'],
      status: 'fail',
    },
    { primary: read(...pools), backup: read(...pools), says: ['both', 'both'], status: 'fail' },
    { primary: read(), backup: read('fe2.domain.local'), says: ['nobody', 'backup'], status: 'fail' },
    { primary: failed, backup: read('fe2.domain.local'), says: ["can't tell", 'backup'], status: 'unknown' },
    {
      primary: read('old.domain.local'),
      backup: read('fe2.domain.local'),
      says: ["can't tell", 'backup'],
      status: 'unknown',
    },
  ])('$says: $status', ({ primary, backup, says, status }) => {
    expect(rtclocal.testify({ primary, backup }, pair).map((row) => row.says)).toEqual(says);
    expect(rtclocal.judge({ primary, backup }, pair).status).toBe(status);
  });

  it('shows which pools the local store calls active', () => {
    expect(rtclocal.testify({ primary: read(...pools), backup: read() }, pair)).toEqual([
      {
        row: 'rtclocal/primary',
        label: 'RTCLOCAL on fe1',
        says: 'both',
        detail: 'active: fe1.domain.local, fe2.domain.local',
      },
      { row: 'rtclocal/backup', label: 'RTCLOCAL on fe2', says: 'nobody', detail: 'no pool is active' },
    ]);
  });

  it('reads each local store on its own server, where a broken one hides no other', async () => {
    const { ps, calls } = createPort(
      healthy('backup', {
        'get-cs-topology-local-store': ({ place }) => [place === 'primary' ? '<Topology' : topologyXml(['backup'])],
      }),
    );

    const facts = await rtclocal.gather({ ps, pair });

    expect(facts.backup).toEqual(read('fe2.domain.local'));
    expect(facts.primary).toMatchObject({ ok: false, reason: expect.stringMatching(/^The topology can't be read: /) });
    expect(calls.map(({ place }) => place)).toEqual(['primary', 'backup']);
  });

  it('takes no output for an unread store', async () => {
    const { ps } = createPort(healthy('backup', { 'get-cs-topology-local-store': () => [] }));

    const facts = await rtclocal.gather({ ps, pair });

    expect(rtclocal.testify(facts, pair).map((row) => [row.says, row.detail])).toEqual([
      [
        "can't tell",
        'not read: Get-CsTopology -LocalStore on fe1.domain.local gave 0 topologies where one was expected',
      ],
      [
        "can't tell",
        'not read: Get-CsTopology -LocalStore on fe2.domain.local gave 0 topologies where one was expected',
      ],
    ]);
  });
});
