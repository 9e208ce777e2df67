import { describe, expect, it } from 'vitest';
import { workerPlace } from '../../src/checks/worker-place.js';
import { createPort, pair } from './port.js';
import { prepared } from './prepared.js';

const onPrimary = { path: '\\\\fe1.domain.local\\CMS_BACKUP', on: 'fe1.domain.local' };

describe('checks/worker-place', () => {
  it.each([
    { jump: 'jump.domain.local', shares: pair.shares, status: 'pass', says: 'jump.domain.local' },
    { jump: 'jump.domain.local', shares: [onPrimary, ...pair.shares], status: 'pass', says: 'not every backup share' },
    { jump: 'fe1.domain.local', shares: pair.shares, status: 'warn', says: 'this worker.' },
    { jump: 'jump.domain.local', shares: [onPrimary], status: 'warn', says: 'every backup share.' },
    { jump: undefined, shares: pair.shares, status: 'unknown', says: 'is not known' },
  ])('is $status: $says', ({ jump, shares, status, says }) => {
    const verdict = workerPlace.judge({ jump }, { ...pair, shares });

    expect(verdict).toMatchObject({ status, sentence: expect.stringContaining(says) });
    expect(verdict.fix === undefined).toBe(status === 'pass');
  });

  it('reads nothing', async () => {
    const { ps, calls } = createPort(prepared('primary'));

    expect(await workerPlace.gather({ ps, pair, jump: 'jump.domain.local' })).toEqual({ jump: 'jump.domain.local' });
    expect(calls).toEqual([]);
  });
});
