import { describe, expect, it } from 'vitest';
import { replicatorGroup } from '../../src/checks/replicator-group.js';
import { createPort, pair } from './port.js';
import { prepared } from './prepared.js';

describe('checks/replicator-group', () => {
  it.each([
    {
      members: ['FE1.domain.local', 'fe2.domain.local', 'fe9.domain.local'],
      status: 'pass',
      says: 'Both servers are in',
    },
    { members: ['fe1.domain.local'], status: 'fail', says: ': fe2.domain.local.' },
    { members: ['fe9.domain.local'], status: 'fail', says: 'fe1.domain.local and fe2.domain.local' },
    { members: [], status: 'unknown', says: 'No computer is listed' },
  ])('is $status with $members', ({ members, status, says }) => {
    const verdict = replicatorGroup.judge(members, pair);

    expect(verdict).toMatchObject({ status, sentence: expect.stringContaining(says) });
    expect(verdict.fix === undefined).toBe(status === 'pass');
  });

  it('reads the group in AD from the jump host', async () => {
    const { ps, calls } = createPort(prepared('primary'));

    expect(await replicatorGroup.gather({ ps, pair })).toEqual([pair.primary, pair.backup]);
    expect(calls).toEqual([
      { name: 'get-sfb-group-member', params: { Group: 'RTCUniversalConfigReplicator' }, place: 'jump' },
    ]);
  });
});
