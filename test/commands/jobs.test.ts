import { describe, expect, it } from 'vitest';
import { jobs } from '../../src/commands/jobs.js';
import { aLine, inContext } from './context.js';

describe('commands/jobs', () => {
  it('lists open jobs first, then the last ones, with their sentences escaped', async () => {
    const closed = aLine({ id: 'status-k3f9x2m1qa', state: 'stopped', open: false, sentence: 'no <answer>' });
    const { context } = inContext({ jobs: [closed, aLine()] });

    const { text } = await jobs.run({ pair: 'london' }, context);

    expect(text.split('\n')).toEqual([
      'Open jobs of london:',
      '• `failover-k3f9x2m1qa` *waits for approval*, asked 2026-11-24 14:00 UTC by <@U0ANA>',
      'Last jobs of london:',
      '• `status-k3f9x2m1qa` *stopped*, asked 2026-11-24 14:00 UTC by <@U0ANA>: no &lt;answer&gt;',
    ]);
  });

  it('says that nothing runs, and that changes are frozen', async () => {
    const { context } = inContext();
    await context.freeze('patching');

    const { text } = await jobs.run({ pair: 'london' }, context);

    expect(text).toBe(
      '*Changes are frozen* since 2026-11-24 14:05 UTC by <@U0ANA>: patching\nNothing runs or waits for london.',
    );
  });
});
