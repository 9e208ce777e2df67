import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runLab } from '../../lab/cli.js';
import type { LabShell } from '../../lab/shell.js';
import { tempFolder } from '../support/temp.js';
import { warmLabShell } from '../support/warm.js';

let shell: LabShell;
beforeAll(async () => {
  shell = await warmLabShell();
});
afterAll(() => shell.close());

/** One command, on a PowerShell that stays open for the next. */
async function lab(...argv: string[]): Promise<{ code: number; text: string }> {
  const lines: string[] = [];
  const code = await runLab(
    argv,
    (line) => lines.push(line),
    async () => ({ ...shell, close: async () => undefined }),
  );
  return { code, text: lines.join('\n') };
}

describe('lab/cli', () => {
  it('makes a world, breaks it, heals it and moves its clock', async () => {
    const world = ['--world', tempFolder('cli')];

    expect(await lab('fault', 'headless', ...world)).toEqual({
      code: 0,
      text: `A new lab world lies in ${world[1]} (profile lived-in).\nFault headless is on; heal it with: heal headless`,
    });
    expect((await lab('show', ...world)).text).toContain('faults: headless');
    expect((await lab('faults', ...world)).text).toMatch(/^on {2}headless +Nobody is active/m);
    expect(await lab('heal', 'headless', ...world)).toEqual({ code: 0, text: 'Fault headless is healed.' });
    expect((await lab('clock', '5', ...world)).text).toMatch(/^The clock of the world says \d{4}-/);
    expect((await lab('profile', 'fresh', ...world)).text).toContain('(profile fresh)');
    expect((await lab('reset', ...world)).text).toContain('(profile fresh)');
    expect((await lab('profile', ...world)).text).toContain('this world  fresh');
  });

  it.each([
    { argv: ['fault', 'gremlins'], code: 1, says: "There is no lab fault 'gremlins'; choose one of " },
    { argv: ['heal', 'headless'], code: 1, says: "The lab fault 'headless' is not on in this world." },
    { argv: ['clock', 'soon'], code: 1, says: "The clock can't be moved by 'soon'; give minutes, such as: clock 5" },
    { argv: ['profile', 'burnt'], code: 1, says: "There is no lab profile 'burnt'; choose one of fresh, lived-in." },
    { argv: ['explode'], code: 2, says: "There is no lab command 'explode'." },
    { argv: ['show', '--frob'], code: 1, says: "Unknown option '--frob' for the lab; run it without arguments" },
    { argv: ['show', 'me', 'more'], code: 1, says: "'more' is too much for the lab command 'show'." },
  ])('answers $argv with one sentence', async ({ argv, code, says }) => {
    const answer = await lab(...argv, '--world', tempFolder('cli'));

    expect(answer.code).toBe(code);
    expect(answer.text).toContain(says);
  });
});
