import { describe, expect, it } from 'vitest';
import { commands } from '../../src/commands/index.js';
import { parseCommand } from '../../src/commands/parse.js';
import { verify } from '../../src/commands/verify.js';
import { inContext } from './context.js';
import { london } from './pairs.js';

async function run(said: { note?: string } = {}) {
  const { context, asked } = inContext({ id: 'verify-k3f9x2m1qa', ...said });
  return { asked, text: (await verify.run({ pair: 'london' }, context)).text };
}

describe('commands/verify', () => {
  it('asks for one job and does nothing else', async () => {
    const { asked, text } = await run();

    expect(asked).toEqual([{ kind: 'verify', pair: 'london', request: {} }]);
    expect(text).toBe('Verify of london is asked for; the answer comes in this channel as job `verify-k3f9x2m1qa`.');
  });

  it('passes on what else the person should know', async () => {
    expect((await run({ note: 'No worker is listening.' })).text).toMatch(
      /`verify-k3f9x2m1qa`\. No worker is listening\.$/,
    );
  });

  it('is for everybody who may read, and takes a pair and no flag', () => {
    expect(verify.role).toBe('viewer');
    expect(parseCommand('verify fe2.domain.local', commands, [london]).request).toEqual({ pair: 'london' });
    expect(() => parseCommand('verify --wait', commands, [london])).toThrow('not a flag of verify');
  });
});
