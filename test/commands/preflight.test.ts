import { describe, expect, it } from 'vitest';
import { commands } from '../../src/commands/index.js';
import { parseCommand } from '../../src/commands/parse.js';
import { preflight } from '../../src/commands/preflight.js';
import { inContext } from './context.js';
import { london } from './pairs.js';

async function run(said: { note?: string } = {}, sync = false) {
  const { context, asked } = inContext({ id: 'preflight-k3f9x2m1qa', ...said });
  return { asked, text: (await preflight.run({ pair: 'london', sync }, context)).text };
}

describe('commands/preflight', () => {
  it.each([true, false])('asks for one job and does nothing else (sync: %s)', async (sync) => {
    const { asked, text } = await run({}, sync);

    expect(asked).toEqual([{ kind: 'preflight', pair: 'london', request: { sync } }]);
    expect(text).toBe(
      'Preflight of london is asked for; the answer comes in this channel as job `preflight-k3f9x2m1qa`.',
    );
  });

  it('passes on what else the person should know', async () => {
    expect((await run({ note: 'No worker is listening.' })).text).toMatch(
      /`preflight-k3f9x2m1qa`\. No worker is listening\.$/,
    );
  });

  it('is for operators, because it may sync', () => {
    expect(preflight.role).toBe('operator');
    expect(parseCommand('preflight --sync', commands, [london]).request).toEqual({ pair: 'london', sync: true });
    expect(parseCommand('preflight', commands, [london]).request).toEqual({ pair: 'london', sync: false });
    expect(() => parseCommand('preflight --deep', commands, [london])).toThrow('its only flag is `--sync`');
  });
});
