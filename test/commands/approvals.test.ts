import { describe, expect, it } from 'vitest';
import { approvals } from '../../src/commands/approvals.js';
import { aLine, inContext } from './context.js';

const run = async (jobs: Parameters<typeof inContext>[0]) =>
  (await approvals.run({ pair: 'london' }, inContext(jobs).context)).text;

describe('commands/approvals', () => {
  it('says what waits, how many are missing and until when', async () => {
    const waiting = aLine({ gate: { have: 1, quorum: 2, expiresAt: '2026-11-24T14:20:00.000Z' } });

    const text = await run({ jobs: [aLine({ state: 'running', id: 'failover-0000000000' }), waiting] });

    expect(text).toContain(
      '`failover-k3f9x2m1qa` (failover, asked by <@U0ANA>): 1 of 2, 1 missing, until 2026-11-24 14:20 UTC',
    );
    expect(text).not.toContain('failover-0000000000');
  });

  it('says that a plan is still being posted, and that nothing waits', async () => {
    expect(await run({ jobs: [aLine({ gate: { have: 0, quorum: 2 } })] })).toContain(
      '2 missing, its plan is being posted',
    );
    expect(await run({})).toBe('Nothing of london waits for approval.');
  });
});
