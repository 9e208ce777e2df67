import { describe, expect, it } from 'vitest';
import { backup } from '../../src/commands/backup.js';
import { commands } from '../../src/commands/index.js';
import { parseCommand } from '../../src/commands/parse.js';
import { inContext } from './context.js';
import { london } from './pairs.js';

async function run(said: { note?: string } = {}) {
  const { context, asked } = inContext({ id: 'backup-k3f9x2m1qa', ...said });
  return { asked, text: (await backup.run({ pair: 'london' }, context)).text };
}

describe('commands/backup', () => {
  it('asks for one job and does nothing else', async () => {
    const { asked, text } = await run();

    expect(asked).toEqual([{ kind: 'backup', pair: 'london', request: {} }]);
    expect(text).toBe('A backup of london is asked for; the answer comes in this channel as job `backup-k3f9x2m1qa`.');
  });

  it('passes on what else the person should know', async () => {
    expect((await run({ note: 'No worker is listening.' })).text).toMatch(
      /`backup-k3f9x2m1qa`\. No worker is listening\.$/,
    );
  });

  it('is for operators, and takes a pair and no flag', () => {
    expect(backup.role).toBe('operator');
    expect(parseCommand('backup fe2.domain.local', commands, [london]).request).toEqual({ pair: 'london' });
    expect(() => parseCommand('backup --wait', commands, [london])).toThrow('not a flag of backup');
  });
});
