import { describe, expect, it } from 'vitest';
import { certificates } from '../../src/checks/certificates.js';
import { createPort, pair } from './port.js';
import { prepared } from './prepared.js';

const named = (days: number, name = 'fe2.domain.local') => ({ name, days });

describe('checks/certificates', () => {
  it.each([
    { because: 'it lasts', found: [named(15)], status: 'pass', says: '15 days more' },
    { because: 'it replaced an expired one', found: [named(-31), named(412)], status: 'pass', says: '412 days' },
    { because: 'it ends within two weeks', found: [named(13)], status: 'warn', says: '13 days more' },
    { because: 'it ends today', found: [named(0)], status: 'warn', says: '0 days more' },
    { because: 'it has expired', found: [named(-1), named(300, 'sip.domain.local')], status: 'fail', says: 'expired' },
    {
      because: 'none names the server',
      found: [named(300, 'fe1.domain.local')],
      status: 'unknown',
      says: 'fe2.domain',
    },
    { because: 'the store is empty', found: [], status: 'unknown', says: 'No certificate' },
  ])('is $status when $because', ({ found, status, says }) => {
    const verdict = certificates.judge({ to: 'backup', certificates: found }, pair);

    expect(verdict).toMatchObject({ status, sentence: expect.stringContaining(says) });
    expect(verdict.fix === undefined).toBe(status === 'pass');
  });

  it('looks on the server to move to', async () => {
    const { ps, calls } = createPort(prepared('backup'));

    const facts = await certificates.gather({ ps, pair, to: 'primary' });

    expect(facts).toEqual({ to: 'primary', certificates: [named(200, 'fe1.domain.local')] });
    expect(calls.map(({ place }) => place)).toEqual(['primary']);
  });
});
