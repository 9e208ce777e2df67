import { describe, expect, it } from 'vitest';
import { poolPairing } from '../../src/checks/pool-pairing.js';
import { createPort, pair } from './port.js';
import { prepared } from './prepared.js';

const read = (...value: string[]) => ({ ok: true as const, value });
const failed = { ok: false as const, reason: 'no route' };
const partnered = { primary: read(pair.primary, pair.backup), backup: read(pair.backup, pair.primary) };

describe('checks/pool-pairing', () => {
  it.each([
    { because: 'both name each other', facts: partnered, status: 'pass', says: 'fe1 and fe2 name each other' },
    {
      because: 'only the partner is in the answer',
      facts: { primary: read(pair.backup), backup: read('FE1.domain.local') },
      status: 'pass',
      says: 'fe1 and fe2',
    },
    {
      because: 'a pool names another one',
      facts: { ...partnered, primary: read(pair.primary, 'fe3.domain.local') },
      status: 'fail',
      says: 'fe1 names fe3.domain.local',
    },
    {
      because: 'one pool names nobody',
      facts: { ...partnered, backup: read() },
      status: 'fail',
      says: 'fe2 names no backup pool',
    },
    {
      because: 'both pools are silent',
      facts: { primary: read(), backup: read() },
      status: 'unknown',
      says: 'not proven',
    },
    { because: 'one could not be read', facts: { ...partnered, backup: failed }, status: 'unknown', says: 'no route' },
  ])('is $status when $because', ({ facts, status, says }) => {
    const verdict = poolPairing.judge(facts, pair);

    expect(verdict).toMatchObject({ status, sentence: expect.stringContaining(says) });
    expect(verdict.fix === undefined).toBe(status === 'pass');
  });

  it('takes the partner from whatever property holds it', async () => {
    const { ps, calls } = createPort(
      prepared('primary', {
        'get-cs-pool-backup-relationship': ({ params }) => [
          { PairedPoolFqdn: params.PoolFqdn === pair.primary ? pair.backup : pair.primary, BackupPool: null },
        ],
      }),
    );

    const facts = await poolPairing.gather({ ps, pair });

    expect(facts).toEqual({ primary: read(pair.backup), backup: read(pair.primary) });
    expect(calls.map(({ place }) => place)).toEqual(['jump', 'jump']);
  });
});
