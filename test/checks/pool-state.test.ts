import { describe, expect, it } from 'vitest';
import { poolState } from '../../src/checks/pool-state.js';
import { createPort, healthy, pair } from './port.js';

const facts = (fe1: string | undefined, fe2: string | undefined) => [
  { identity: 'Global', state: 'Active' },
  { identity: 'Service:Registrar:fe1.domain.local', state: fe1 },
  { identity: 'service:registrar:FE2.domain.local', state: fe2 },
];
const UNDOCUMENTED =
  'That the getter shows PoolState is not documented; look with Get-CsRegistrarConfiguration on the jump host.';

describe('checks/pool-state', () => {
  it.each([
    {
      rows: facts('Active', 'FailedBack'),
      verdict: { status: 'pass', sentence: 'PoolState: fe1 Active and fe2 FailedBack.' },
    },
    {
      rows: facts('FailedOver', 'Active'),
      verdict: {
        status: 'warn',
        sentence: 'PoolState: fe1 FailedOver and fe2 Active.',
        fix: 'Expected only while fe1.domain.local is failed over; otherwise ask who did it.',
      },
    },
    {
      rows: facts('Active', 'FailingOver'),
      verdict: {
        status: 'warn',
        sentence: 'PoolState: fe1 Active and fe2 FailingOver.',
        fix: 'Expected only while fe2.domain.local is failed over; otherwise ask who did it.',
      },
    },
    {
      rows: facts('Active', undefined),
      verdict: { status: 'unknown', sentence: 'PoolState: fe1 Active and fe2 (none).', fix: UNDOCUMENTED },
    },
    {
      rows: [],
      verdict: { status: 'unknown', sentence: 'PoolState: fe1 (none) and fe2 (none).', fix: UNDOCUMENTED },
    },
    {
      rows: facts('Sleeping', 'Active'),
      verdict: { status: 'unknown', sentence: 'PoolState: fe1 Sleeping and fe2 Active.', fix: UNDOCUMENTED },
    },
  ])('$verdict.status: $verdict.sentence', ({ rows, verdict }) => {
    expect(poolState.judge(rows, pair)).toEqual(verdict);
  });

  it('reads the settings of all pools from the jump host, shown or not', async () => {
    const { ps, calls } = createPort(
      healthy('primary', {
        'get-cs-registrar-configuration': () => [{ Identity: 'Global' }, { Identity: 'Other', PoolState: null }],
      }),
    );

    expect(await poolState.gather({ ps, pair })).toEqual([
      { identity: 'Global', state: undefined },
      { identity: 'Other', state: undefined },
    ]);
    expect(calls).toEqual([{ name: 'get-cs-registrar-configuration', params: {}, place: 'jump' }]);
  });
});
