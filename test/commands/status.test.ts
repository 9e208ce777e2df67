import { describe, expect, it, vi } from 'vitest';
import { commands } from '../../src/commands/index.js';
import { status } from '../../src/commands/status.js';
import type { CommandContext } from '../../src/commands/types.js';
import { london } from './pairs.js';

function context(requestJob: CommandContext['requestJob']): CommandContext {
  return {
    actor: { teamId: 'T01', userId: 'U01' },
    channel: 'C01',
    pairs: [london],
    roles: new Set(['anyone', 'viewer'] as const),
    commands,
    requestJob,
  };
}

describe('commands/status', () => {
  it('asks for one status job and does nothing else', async () => {
    const requestJob = vi.fn(async () => ({ id: 'status-k3f9x2m1qa' }));

    const reply = await status.run({ pair: 'london', fresh: true }, context(requestJob));

    expect(requestJob.mock.calls).toEqual([['status', 'london', { fresh: true }]]);
    expect(reply.text).toBe(
      'Status of london is asked for; the answer comes in this channel as job `status-k3f9x2m1qa`.',
    );
  });

  it('passes on what else the person should know', async () => {
    const reply = await status.run(
      { pair: 'london', fresh: false },
      context(async () => ({ id: 'status-k3f9x2m1qa', note: 'No worker is listening.' })),
    );

    expect(reply.text).toMatch(/job `status-k3f9x2m1qa`\. No worker is listening\.$/);
  });
});
