import { describe, expect, it } from 'vitest';
import { scp } from '../../src/checks/scp.js';
import { createPort, healthy, pair } from './port.js';

const facts = (...stores: (string | null)[][]) =>
  stores.map((value, index) => ({ dc: `dc${index + 1}.domain.local`, values: { ok: true as const, value } }));
const fe1 = 'fe1.domain.local\\rtc';
const fe2 = 'fe2.domain.local\\rtc';

describe('checks/scp', () => {
  it.each([
    { stores: [[fe1], ['FE1.domain.local/RTC']], says: ['primary', 'primary'], status: 'pass' },
    { stores: [[fe2], [fe2]], says: ['backup', 'backup'], status: 'pass' },
    { stores: [[fe1], [fe2]], says: ['primary', 'backup'], status: 'fail' },
    { stores: [[fe1], ['']], says: ['primary', 'nobody'], status: 'fail' },
    { stores: [[null], [null]], says: ['nobody', 'nobody'], status: 'fail' },
    { stores: [['sql9.domain.local\\rtc'], [fe1]], says: ["can't tell", 'primary'], status: 'unknown' },
    { stores: [['fe1.domain.local'], [fe1]], says: ["can't tell", 'primary'], status: 'unknown' },
    { stores: [[], [fe1]], says: ["can't tell", 'primary'], status: 'unknown' },
    { stores: [[fe1, fe2], [fe1]], says: ["can't tell", 'primary'], status: 'unknown' },
  ])('$stores: $says, $status', ({ stores, says, status }) => {
    expect(scp.testify(facts(...stores), pair).map((row) => row.says)).toEqual(says);
    expect(scp.judge(facts(...stores), pair).status).toBe(status);
  });

  it('shows what each controller holds', () => {
    const rows = scp.testify(facts([fe1], ['sql9.domain.local\\rtc']), pair);

    expect(rows).toEqual([
      { row: 'scp/dc1.domain.local', label: 'SCP on dc1', says: 'primary', detail: fe1 },
      {
        row: 'scp/dc2.domain.local',
        label: 'SCP on dc2',
        says: "can't tell",
        detail: 'sql9.domain.local\\rtc, not a server of this pair',
      },
    ]);
    expect(scp.testify(facts(['fe1.domain.local\\lync']), pair)[0]?.detail).toBe(
      'fe1.domain.local\\lync, not instance rtc',
    );
    expect(scp.judge(facts([fe1], [fe2]), pair)).toEqual({
      status: 'fail',
      sentence: 'SCP on dc1: fe1 (primary) (fe1.domain.local\\rtc); SCP on dc2: fe2 (backup) (fe2.domain.local\\rtc).',
      fix: 'AD replication may lag: wait 5 minutes and read again; if it stays, compare the SCP on each controller.',
    });
  });

  it('names controllers in full when their short names are equal', () => {
    const twins = { ...pair, domainControllers: ['dc1.domain.local', 'dc1.child.domain.local'] };

    expect(scp.rows(twins).map(({ label }) => label)).toEqual([
      'SCP on dc1.domain.local',
      'SCP on dc1.child.domain.local',
    ]);
  });

  it('asks every controller from the jump host, and one that is away hides no other', async () => {
    const { ps, calls } = createPort(
      healthy('backup', {
        'get-sfb-scp': ({ params }) =>
          params.DomainController === 'dc1.domain.local'
            ? new Error('the server is not operational')
            : [{ DomainController: 'dc2.domain.local', BackEndServer: fe2 }],
      }),
    );

    expect(await scp.gather({ ps, pair })).toEqual([
      { dc: 'dc1.domain.local', values: { ok: false, reason: 'the server is not operational' } },
      { dc: 'dc2.domain.local', values: { ok: true, value: [fe2] } },
    ]);
    expect(calls.map(({ params, place }) => [params.DomainController, place])).toEqual([
      ['dc1.domain.local', 'jump'],
      ['dc2.domain.local', 'jump'],
    ]);
  });
});
