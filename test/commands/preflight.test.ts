import { describe, expect, it } from 'vitest';
import { commands } from '../../src/commands/index.js';
import { parseCommand } from '../../src/commands/parse.js';
import { preflight } from '../../src/commands/preflight.js';
import { inContext } from './context.js';
import { london } from './pairs.js';

async function run(said: { note?: string } = {}, flags = { sync: false, deep: false }) {
  const { context, asked } = inContext({ id: 'preflight-k3f9x2m1qa', ...said });
  return { asked, text: (await preflight.run({ pair: 'london', ...flags }, context)).text };
}

describe('commands/preflight', () => {
  it.each([
    { sync: true, deep: false },
    { sync: false, deep: true },
  ])('asks for one job and does nothing else (%o)', async (flags) => {
    const { asked, text } = await run({}, flags);

    expect(asked).toEqual([{ kind: 'preflight', pair: 'london', request: flags }]);
    expect(text).toBe(
      'Preflight of london is asked for; the answer comes in this channel as job `preflight-k3f9x2m1qa`.',
    );
  });

  it('passes on what else the person should know', async () => {
    expect((await run({ note: 'No worker is listening.' })).text).toMatch(
      /`preflight-k3f9x2m1qa`\. No worker is listening\.$/,
    );
  });

  it('is for operators, because it may sync and trace', () => {
    expect(preflight.role).toBe('operator');
    for (const [words, sync, deep] of [
      ['preflight', false, false],
      ['preflight --sync', true, false],
      ['preflight london --deep --sync', true, true],
    ] as const) {
      expect(parseCommand(words, commands, [london]).request).toEqual({ pair: 'london', sync, deep });
    }
    expect(() => parseCommand('preflight --depe', commands, [london])).toThrow('may have meant `--deep`');
  });
});
