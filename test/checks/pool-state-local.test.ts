import { describe, expect, it } from 'vitest';
import { poolStateLocal } from '../../src/checks/pool-state-local.js';
import { accepting, createPort, healthy, pair, READ_AT } from './port.js';

const copy = (fe1: string | undefined, fe2: string | undefined) => ({
  ok: true as const,
  value: [
    { identity: 'Global', state: 'Active' },
    { identity: 'Service:Registrar:fe1.domain.local', ...(fe1 === undefined ? {} : { state: fe1 }) },
    { identity: 'service:registrar:FE2.domain.local', ...(fe2 === undefined ? {} : { state: fe2 }) },
  ],
});
const home = copy('Active', 'FailedBack');
const AWAY = 'Expected only while a pool is failed over; right after a change, read again in 5 minutes.';
const BY_HAND = 'Run Get-CsRegistrarConfiguration -LocalStore on fe1.domain.local and fe2.domain.local.';

describe('checks/pool-state-local', () => {
  it.each([
    {
      facts: { primary: home, backup: home },
      verdict: {
        status: 'pass',
        sentence:
          'PoolState in RTCLOCAL: fe1 says fe1 Active and fe2 FailedBack; fe2 says fe1 Active and fe2 FailedBack.',
      },
    },
    {
      facts: { primary: home, backup: copy('FailedOver', 'Active') },
      verdict: {
        status: 'warn',
        sentence:
          'PoolState in RTCLOCAL: fe1 says fe1 Active and fe2 FailedBack; fe2 says fe1 FailedOver and fe2 Active.',
        fix: AWAY,
      },
    },
    {
      facts: { primary: copy('FailingOver', 'Active'), backup: { ok: false as const, reason: 'no answer' } },
      verdict: {
        status: 'warn',
        sentence: 'PoolState in RTCLOCAL: fe1 says fe1 FailingOver and fe2 Active; fe2 was not read (no answer).',
        fix: AWAY,
      },
    },
    {
      facts: { primary: home, backup: { ok: false as const, reason: 'no answer' } },
      verdict: {
        status: 'unknown',
        sentence: 'PoolState in RTCLOCAL: fe1 says fe1 Active and fe2 FailedBack; fe2 was not read (no answer).',
        fix: BY_HAND,
      },
    },
    {
      facts: { primary: home, backup: copy('Active', undefined) },
      verdict: {
        status: 'unknown',
        sentence: 'PoolState in RTCLOCAL: fe1 says fe1 Active and fe2 FailedBack; fe2 says fe1 Active and fe2 (none).',
        fix: BY_HAND,
      },
    },
    {
      facts: { primary: { ok: true as const, value: [] }, backup: home },
      verdict: {
        status: 'unknown',
        sentence: 'PoolState in RTCLOCAL: fe1 says fe1 (none) and fe2 (none); fe2 says fe1 Active and fe2 FailedBack.',
        fix: BY_HAND,
      },
    },
  ])('$verdict.status: $verdict.sentence', ({ facts, verdict }) => {
    expect(poolStateLocal.judge({ ...facts, at: READ_AT }, pair)).toEqual(verdict);
  });

  it.each([
    {
      until: '2026-03-02',
      backup: copy(undefined, undefined),
      status: 'warn',
      says: 'accepted until 2026-03-02: seen',
    },
    { until: '2026-03-01', backup: copy(undefined, undefined), status: 'unknown', says: 'only until 2026-03-01' },
    { until: '2026-03-02', backup: home, status: 'unknown', says: 'fe1 says fe1 (none)' },
  ])('is $status where PoolState is hidden and accepted until $until: $says', ({ until, backup, status, says }) => {
    const who = accepting({ hiddenPoolState: { until, reason: 'seen in the console' } });
    const hide = (one: typeof home) => ({
      ok: true as const,
      value: one.value.filter(({ identity }) => identity !== 'Global'),
    });
    const facts = { primary: hide(copy(undefined, undefined)), backup: hide(backup), at: READ_AT };

    expect(poolStateLocal.judge(facts, who)).toMatchObject({ status, sentence: expect.stringContaining(says) });
  });

  it('asks each server for its own copy, and one that fails does not hide the other', async () => {
    const { ps, calls } = createPort(
      healthy('primary', {
        'get-cs-registrar-configuration-local-store': ({ place }) =>
          place === 'backup' ? new Error('closed.') : [{ Identity: 'Global', PoolState: null }],
      }),
    );

    expect(await poolStateLocal.gather({ ps, pair })).toEqual({
      primary: { ok: true, value: [{ identity: 'Global' }] },
      backup: { ok: false, reason: 'closed' },
      at: READ_AT,
    });
    expect(calls.map(({ place }) => place)).toEqual(['primary', 'backup']);
  });
});
