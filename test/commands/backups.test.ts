import { describe, expect, it } from 'vitest';
import { backups } from '../../src/commands/backups.js';
import { commands } from '../../src/commands/index.js';
import { parseCommand } from '../../src/commands/parse.js';
import { inContext } from './context.js';
import { london } from './pairs.js';

async function run(said: { note?: string } = {}) {
  const { context, asked } = inContext({ id: 'backups-k3f9x2m1qa', ...said });
  return { asked, text: (await backups.run({ pair: 'london' }, context)).text };
}

describe('commands/backups', () => {
  it('asks for one job and does nothing else', async () => {
    const { asked, text } = await run();

    expect(asked).toEqual([{ kind: 'backups', pair: 'london', request: {} }]);
    expect(text).toBe(
      'The list of backup sets of london is asked for; the answer comes in this channel as job `backups-k3f9x2m1qa`.',
    );
  });

  it('passes on what else the person should know', async () => {
    expect((await run({ note: 'No worker is listening.' })).text).toMatch(
      /`backups-k3f9x2m1qa`\. No worker is listening\.$/,
    );
  });

  it('is for everybody who may read, and takes a pair and no flag', () => {
    expect(backups.role).toBe('viewer');
    expect(parseCommand('backups fe2.domain.local', commands, [london]).request).toEqual({ pair: 'london' });
    expect(() => parseCommand('backups --wait', commands, [london])).toThrow('not a flag of backups');
  });
});
