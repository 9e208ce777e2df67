import { describe, expect, it } from 'vitest';
import { replicas } from '../../src/checks/replicas.js';
import { createPort, healthy, pair } from './port.js';

const facts = (fe1: boolean, fe2: boolean, edge: boolean) => [
  { replica: 'fe1.domain.local', upToDate: fe1 },
  { replica: 'FE2.domain.local', upToDate: fe2 },
  { replica: 'edge1.domain.local', upToDate: edge },
];
const AGAIN = 'False is normal for some minutes after any change: read again in 5 minutes.';

describe('checks/replicas', () => {
  it.each([
    { rows: facts(true, true, true), verdict: { status: 'pass', sentence: '3 of 3 replicas are up to date.' } },
    {
      rows: facts(true, true, false),
      verdict: {
        status: 'warn',
        sentence: '2 of 3 replicas are up to date; False: edge1.domain.local.',
        fix: AGAIN,
      },
    },
    {
      rows: facts(true, false, true),
      verdict: { status: 'fail', sentence: '2 of 3 replicas are up to date; False: FE2.domain.local.', fix: AGAIN },
    },
    {
      rows: facts(false, false, false),
      verdict: {
        status: 'fail',
        sentence: '0 of 3 replicas are up to date; False: fe1.domain.local, FE2.domain.local and edge1.domain.local.',
        fix: AGAIN,
      },
    },
    {
      rows: [],
      verdict: {
        status: 'unknown',
        sentence: 'No replica is listed for fe1.domain.local and fe2.domain.local.',
        fix: 'No output is no health: read the status for who is active.',
      },
    },
    {
      rows: facts(true, true, true).slice(1),
      verdict: {
        status: 'unknown',
        sentence: 'No replica is listed for fe1.domain.local.',
        fix: 'No output is no health: read the status for who is active.',
      },
    },
  ])('$verdict.status: $verdict.sentence', ({ rows, verdict }) => {
    expect(replicas.judge(rows, pair)).toEqual(verdict);
  });

  it.each([
    { rows: facts(true, true, true), detail: '3 of 3 up to date' },
    { rows: facts(true, true, false), detail: '2 of 3 up to date; False: edge1.domain.local' },
    { rows: [], detail: 'no output at all' },
  ])('names nobody and shows: $detail', ({ rows, detail }) => {
    expect(replicas.testify(rows, pair)).toEqual([{ row: 'replicas', label: 'Replicas', says: "can't tell", detail }]);
  });

  it('reads every replica from the jump host', async () => {
    const { ps, calls } = createPort(healthy('primary'));

    expect((await replicas.gather({ ps, pair })).map((one) => one.replica)).toEqual([
      'fe1.domain.local',
      'fe2.domain.local',
      'edge1.domain.local',
    ]);
    expect(calls).toEqual([{ name: 'get-cs-management-store-replication-status', params: {}, place: 'jump' }]);
  });
});
