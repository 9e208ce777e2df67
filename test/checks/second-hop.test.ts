import { describe, expect, it } from 'vitest';
import { type SecondHopFacts, secondHop } from '../../src/checks/second-hop.js';
import { createPort, pair } from './port.js';
import { prepared } from './prepared.js';

type State = 'ok' | 'denied' | 'closed';
const hops = (ad: State, sql: State, share: State): SecondHopFacts['primary'] => ({
  ok: true,
  value: [
    { hop: 'ad', state: ad },
    { hop: 'sql', state: sql },
    { hop: 'share', state: share },
  ],
});
const good = hops('ok', 'ok', 'ok');
const failed = { ok: false as const, reason: 'no route' };

describe('checks/second-hop', () => {
  it.each([
    { backup: good, status: 'pass', says: 'Sessions on both servers reach Active Directory and the share.' },
    { backup: hops('ok', 'closed', 'ok'), status: 'pass', says: 'closed to it, which is normal' },
    { backup: hops('ok', 'denied', 'ok'), status: 'fail', says: "fe2 to its partner's SQL Server (denied)" },
    { backup: hops('denied', 'ok', 'ok'), status: 'fail', says: 'fe2 to Active Directory (denied)' },
    { backup: hops('ok', 'ok', 'denied'), status: 'fail', says: 'fe2 to the backup share (denied)' },
    { backup: hops('ok', 'ok', 'closed'), status: 'unknown', says: 'fe2 to the backup share (closed)' },
    { backup: hops('closed', 'ok', 'denied'), status: 'fail', says: 'Active Directory (closed)' },
    { backup: failed, status: 'unknown', says: 'fe2 (no route)' },
    {
      backup: { ok: true as const, value: [{ hop: 'ad' as const, state: 'ok' as const }] },
      status: 'unknown',
      says: 'not every hop',
    },
  ])('is $status: $says', ({ backup, status, says }) => {
    const verdict = secondHop.judge({ primary: good, backup }, pair);

    expect(verdict).toMatchObject({ status, sentence: expect.stringContaining(says) });
    expect(verdict.fix === undefined).toBe(status === 'pass');
  });

  it('tries from inside the session on each server towards the other', async () => {
    const { ps, calls } = createPort(prepared('primary'));

    expect(await secondHop.gather({ ps, pair })).toEqual({ primary: good, backup: good });
    expect(calls.map(({ place, params }) => [place, params.Partner, params.Share])).toEqual([
      ['primary', pair.backup, '\\\\fe2.domain.local\\CMS_BACKUP'],
      ['backup', pair.primary, '\\\\fe2.domain.local\\CMS_BACKUP'],
    ]);
  });
});
