import { describe, expect, it } from 'vitest';
import type { PoolStateFacts } from '../../src/checks/pool-state.js';
import { poolState } from '../../src/checks/pool-state.js';
import { accepting, createPort, healthy, pair, READ_AT } from './port.js';

const front = (fe1: string, fe2: string): PoolStateFacts['frontEnd'] => ({
  primary: { ok: true, value: fe1 },
  backup: { ok: true, value: fe2 },
});
const of = (pools: PoolStateFacts['pools'], frontEnd = front('Running', 'Running')) => ({
  at: READ_AT,
  pools,
  frontEnd,
});
const hidden = [{ identity: 'Global', state: undefined }];
const acknowledged = (until: string) => accepting({ hiddenPoolState: { until, reason: 'looked at in the console' } });
const facts = (fe1: string | undefined, fe2: string | undefined) => [
  { identity: 'Global', state: 'Active' },
  { identity: 'Service:Registrar:fe1.domain.local', state: fe1 },
  { identity: 'service:registrar:FE2.domain.local', state: fe2 },
];
const LOOK = 'Look with Get-CsRegistrarConfiguration on the jump host; the two pools are Active when nothing is moved.';

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
      verdict: { status: 'unknown', sentence: 'PoolState: fe1 Active and fe2 (none).', fix: LOOK },
    },
    {
      rows: [],
      verdict: { status: 'unknown', sentence: 'PoolState: fe1 (none) and fe2 (none).', fix: LOOK },
    },
    {
      rows: facts('Sleeping', 'Active'),
      verdict: { status: 'unknown', sentence: 'PoolState: fe1 Sleeping and fe2 Active.', fix: LOOK },
    },
  ])('$verdict.status: $verdict.sentence', ({ rows, verdict }) => {
    expect(poolState.judge(of(rows), pair)).toEqual(verdict);
  });

  it.each([
    {
      because: 'nobody accepts that',
      front: front('Running', 'Running'),
      who: pair,
      status: 'unknown',
      says: 'no PoolState',
    },
    {
      because: 'it is accepted and both servers have their Front-End service running',
      front: front('Running', 'Running'),
      who: acknowledged('2026-03-02'),
      status: 'warn',
      says: 'RTCSRV: fe1 Running and fe2 Running; accepted until 2026-03-02: looked at in the console.',
    },
    {
      because: 'it was accepted until yesterday',
      front: front('Running', 'Running'),
      who: acknowledged('2026-03-01'),
      status: 'unknown',
      says: 'accepted only until 2026-03-01.',
    },
    {
      because: 'it is accepted and one Front-End service is stopped, as after a pool failover',
      front: front('Stopped', 'Running'),
      who: acknowledged('2026-03-02'),
      status: 'fail',
      says: 'fe1 Stopped and fe2 Running.',
    },
    {
      because: 'it is accepted and one server does not list the service',
      front: front('Running', ''),
      who: acknowledged('2026-03-02'),
      status: 'unknown',
      says: 'fe2 not listed.',
    },
    {
      because: 'it is accepted and one server was not read',
      front: { ...front('Running', ''), backup: { ok: false as const, reason: 'no route' } },
      who: acknowledged('2026-03-02'),
      status: 'unknown',
      says: 'fe2 not read (no route).',
    },
  ])('is $status where the getter hides PoolState and $because', ({ front, who, status, says }) => {
    const verdict = poolState.judge(of(hidden, front), who);

    expect(verdict).toMatchObject({ status, sentence: expect.stringContaining(says) });
    expect(verdict.fix).toMatch(/by hand/);
    expect(verdict.accepted).toBe(status === 'warn' ? true : undefined);
  });

  it.each([
    { because: 'nothing at all', rows: [] },
    { because: 'one pool only', rows: facts('Active', undefined) },
    { because: 'a word nobody knows', rows: facts('Sleeping', 'Active') },
  ])('accepts no answer that gives $because', ({ rows }) => {
    expect(poolState.judge(of(rows), acknowledged('2026-12-31'))).toMatchObject({ status: 'unknown' });
  });

  it('reads the settings of all pools from the jump host, shown or not, and the Front-End service of both', async () => {
    const { ps, calls } = createPort(
      healthy('primary', {
        'get-cs-registrar-configuration': () => [{ Identity: 'Global' }, { Identity: 'Other', PoolState: null }],
        'get-cs-windows-service': ({ place }) => (place === 'backup' ? [] : [{ Name: 'RtcSrv', Status: 'Running' }]),
      }),
    );

    expect(await poolState.gather({ ps, pair })).toEqual(
      of(
        [
          { identity: 'Global', state: undefined },
          { identity: 'Other', state: undefined },
        ],
        front('Running', ''),
      ),
    );
    expect(calls.map(({ name, place }) => `${name} ${place}`)).toEqual([
      'get-cs-registrar-configuration jump',
      'get-cs-windows-service primary',
      'get-cs-windows-service backup',
    ]);
  });
});
