import { describe, expect, it } from 'vitest';
import { standardEditionCms } from '../../src/checks/standard-edition-cms.js';
import { createPort, pair } from './port.js';
import { prepared } from './prepared.js';

describe('checks/standard-edition-cms', () => {
  it('always warns, with the advice, and never blocks', async () => {
    const { ps, calls } = createPort(prepared('primary'));

    const verdict = standardEditionCms.judge(await standardEditionCms.gather({ ps, pair }), pair);

    expect(verdict).toMatchObject({ status: 'warn', fix: expect.stringContaining('Enterprise pool') });
    expect(Object.values(standardEditionCms.severity)).not.toContain('blocks');
    expect(calls).toEqual([]);
  });
});
