import { describe, expect, it } from 'vitest';
import { backupSets } from '../../src/checks/backup-sets.js';
import { createPort, pair } from './port.js';
import { aSet, prepared } from './prepared.js';

const share = '\\\\fe2.domain.local\\CMS_BACKUP';
type State = 'good' | 'apart' | 'bad';
const of = (state: State, ...hours: number[]) => ({
  ok: true as const,
  value: hours.map((age) => ({ name: `${state} ${age}`, state, hours: age })),
});
const sets = (...hours: number[]) => of('good', ...hours);
const failed = { ok: false as const, reason: 'no route' };
const [fe1, fe2] = ['fe1.domain.local', 'fe2.domain.local'];

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
    { because: 'one set lies on both shares', facts: [sets(5), sets(5)], status: 'pass', says: '1 whole' },
    {
      because: 'the new ones were taken while split brain',
      facts: [of('apart', 1, 2), sets(40)],
      status: 'warn',
      says: '40 h old. Not counted: 2 taken while no one server alone held the CMS.',
    },
    { because: 'the newest is of the day before', facts: [sets(30)], status: 'warn', says: '30 h old' },
    { because: 'there is none', facts: [sets()], status: 'warn', says: 'No whole backup set' },
    {
      because: 'the only one has no manifest',
      facts: [of('bad', 1)],
      status: 'warn',
      says: 'Not counted: 1 not whole.',
    },
    { because: 'a share was not read', facts: [sets(5), failed], status: 'unknown', says: 'no route' },
  ])('is $status when $because', ({ facts, status, says }) => {
    const verdict = backupSets.judge(
      facts.map((one) => ({ share, on: fe2, from: fe1, sets: one })),
      pair,
    );

    expect(verdict).toMatchObject({ status, sentence: expect.stringContaining(says) });
    expect(verdict.fix === undefined).toBe(status === 'pass');
  });

  it('does not count a set that lies only on the server the CMS leaves', () => {
    const on = (server: string, ...hours: number[]) => ({ share, on: server, from: fe1, sets: sets(...hours) });

    expect(backupSets.judge([on(fe1, 5), on(fe2)], pair)).toMatchObject({
      status: 'warn',
      sentence: expect.stringContaining('Not counted: 1 only on fe1.domain.local, which the CMS leaves.'),
    });
    expect(backupSets.judge([on(fe1, 5), on(fe2, 5)], pair)).toMatchObject({ status: 'pass' });
  });

  it('asks every share for the sets of this pair', async () => {
    const { ps, calls } = createPort(prepared('primary'));

    expect(await backupSets.gather({ ps, pair })).toEqual([
      {
        share,
        on: fe2,
        from: fe1,
        sets: { ok: true, value: [{ name: '2026-03-02T050000Z', state: 'good', hours: 5 }] },
      },
    ]);
    expect(calls).toEqual([{ name: 'get-sfb-backup-set', params: { Share: share, Pair: 'london' }, place: 'jump' }]);
  });

  it.each([
    ['good', 'is as its manifest says', aSet()],
    ['bad', 'has no manifest', { ...aSet(), Manifest: '' }],
    ['bad', 'has a manifest that is cut off', { ...aSet(), Manifest: aSet().Manifest.slice(0, 90) }],
    ['bad', 'lacks a file', { ...aSet(), Sizes: 'manifest.json 400' }],
    ['bad', 'has a file of other size', { ...aSet(), Sizes: 'cms.zip 80|manifest.json 400' }],
    ['bad', 'is of another pair', aSet({ pair: 'paris' })],
    ['apart', 'was taken while split brain', aSet({ verdict: { kind: 'split-brain', name: 'split brain' } })],
    ['apart', 'marks the other server as active', aSet({ active: ['backup'] })],
  ])('is %s when it %s', async (state, _why, row) => {
    const { ps } = createPort(prepared('primary', { 'get-sfb-backup-set': () => [row] }));

    const [facts] = await backupSets.gather({ ps, pair, to: 'primary' });

    expect(facts).toMatchObject({ from: fe2, sets: { ok: true, value: [{ state }] } });
  });
});
