import { describe, expect, it } from 'vitest';
import { failover } from '../../src/commands/failover.js';
import { inContext } from './context.js';

describe('commands/failover', () => {
  it('asks for one change job and says that nothing moves before its approval', async () => {
    const { context, asked } = inContext({ note: 'No worker is listening.' });

    const { text } = await failover.run({ pair: 'london', acknowledge: false }, context);

    expect(asked).toEqual([{ kind: 'failover', pair: 'london', request: { acknowledge: false }, change: true }]);
    expect(text).toContain('as job `failover-k3f9x2m1qa`');
    expect(text).toMatch(/for approval\. No worker is listening\.$/);
    expect(failover.role).toBe('operator');
  });

  it('is refused while changes are frozen, with who, why and since when', async () => {
    const frozen = {
      by: { teamId: 'T0LAB', userId: 'U0BEN' },
      reason: 'patching <fe1>',
      at: '2026-11-24T14:05:00.000Z',
    };
    const { context, asked } = inContext({ frozen });

    await expect(failover.run({ pair: 'london', acknowledge: false }, context)).rejects.toMatchObject({
      code: 'NOT_ALLOWED',
      message: expect.stringContaining('frozen since 2026-11-24 14:05 UTC by <@U0BEN> (patching &lt;fe1&gt;)'),
    });
    expect(asked).toEqual([]);
  });
});
