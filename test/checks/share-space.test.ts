import { describe, expect, it } from 'vitest';
import { shareSpace } from '../../src/checks/share-space.js';
import { createPort, pair } from './port.js';
import { prepared } from './prepared.js';

const share = '\\\\fe2.domain.local\\CMS_BACKUP';
const free = (megabytes: number) => ({ ok: true as const, value: megabytes * 1_048_576 });
const failed = { ok: false as const, reason: 'no route' };

describe('checks/share-space', () => {
  it.each([
    { because: 'there is room', facts: [free(2_000)], status: 'pass', says: 'There is room' },
    { because: 'there is little', facts: [free(1_999)], status: 'warn', says: '(1999 MB free)' },
    { because: 'it is full', facts: [free(499)], status: 'fail', says: '(499 MB free)' },
    { because: 'one of two is full', facts: [free(9_000), free(0)], status: 'fail', says: '(0 MB free)' },
    { because: 'one of two is not reached', facts: [free(9_000), failed], status: 'unknown', says: 'no route' },
  ])('is $status when $because', ({ facts, status, says }) => {
    const verdict = shareSpace.judge(
      facts.map((one) => ({ share, free: one })),
      pair,
    );

    expect(verdict).toMatchObject({ status, sentence: expect.stringContaining(says) });
    expect(verdict.fix === undefined).toBe(status === 'pass');
  });

  it('takes no answer for no room known', async () => {
    const { ps } = createPort(prepared('primary', { 'get-sfb-share': () => [] }));

    expect(await shareSpace.gather({ ps, pair })).toEqual([{ share, free: { ok: false, reason: 'no output at all' } }]);
  });
});
