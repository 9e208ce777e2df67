import { describe, expect, it } from 'vitest';
import { backupSets } from '../../src/checks/backup-sets.js';
import { createPort, pair } from './port.js';
import { prepared } from './prepared.js';

const share = '\\\\fe2.domain.local\\CMS_BACKUP';
const sets = (...hours: number[]) => ({ ok: true as const, value: hours.map((age) => ({ whole: true, hours: age })) });
const half = { ok: true as const, value: [{ whole: false, hours: 1 }] };
const failed = { ok: false as const, reason: 'no route' };

describe('checks/backup-sets', () => {
  it.each([
    {
      because: 'the newest is of today',
      facts: [sets(30, 5.5)],
      status: 'pass',
      says: '2 whole backup sets; the newest is 5 h',
    },
    { because: 'the newest is minutes old', facts: [sets(0.2)], status: 'pass', says: 'less than an hour old' },
    { because: 'one of two shares has it', facts: [sets(), sets(5)], status: 'pass', says: '1 whole' },
    { because: 'the newest is of the day before', facts: [sets(30)], status: 'warn', says: '30 h old' },
    { because: 'there is none', facts: [sets()], status: 'warn', says: 'No whole backup set' },
    { because: 'the only one has no manifest', facts: [half], status: 'warn', says: 'No whole backup set' },
    { because: 'a share was not read', facts: [sets(5), failed], status: 'unknown', says: 'no route' },
  ])('is $status when $because', ({ facts, status, says }) => {
    const verdict = backupSets.judge(
      facts.map((one) => ({ share, sets: one })),
      pair,
    );

    expect(verdict).toMatchObject({ status, sentence: expect.stringContaining(says) });
    expect(verdict.fix === undefined).toBe(status === 'pass');
  });

  it('asks every share for the sets of this pair', async () => {
    const { ps, calls } = createPort(prepared('primary'));

    expect(await backupSets.gather({ ps, pair })).toEqual([{ share, sets: sets(5) }]);
    expect(calls).toEqual([{ name: 'get-sfb-backup-set', params: { Share: share, Pair: 'london' }, place: 'jump' }]);
  });
});
