import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import type { Executor } from '../../src/powershell/executor.js';
import type { AgentSettings } from '../../src/powershell/open.js';
import { fenceExecutor, testPair } from '../support/agent.js';
import { fenceUses as uses } from '../support/fence-uses.js';
import { tempFolder } from '../support/temp.js';

const opened: Executor[] = [];

function open(more: Partial<AgentSettings> = {}): Executor {
  const executor = fenceExecutor(more);
  opened.push(executor);
  return executor;
}

/** Its process may end; whoever comes next gets a new one. */
const mortal = open();
/** Nothing here ends its process. */
const steady = open();

afterAll(() => Promise.all(opened.map((executor) => executor.close())));

const code = (expected: string) => expect.objectContaining({ code: expected });

function blockEventLoop(milliseconds: number): void {
  const until = performance.now() + milliseconds;
  while (performance.now() < until);
}

function running(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

describe('deaths and delays of the agent process', () => {
  it.each([
    { how: 'SIGTERM', params: { Code: 0, How: 'TERM' } },
    { how: 'SIGKILL', params: { Code: 0, How: 'KILL' } },
    { how: 'exit 0', params: { Code: 0, How: 'exit' } },
    { how: 'exit 3', params: { Code: 3, How: 'exit' } },
  ])('$how in mid-cmdlet is no answer, never success, and the next read gets a new process', async ({ params }) => {
    const ps = mortal.forPair(testPair);
    const before = await mortal.hello();

    await expect(ps.read(uses.end, params, 'jump')).rejects.toThrow(code('NO_ANSWER'));

    expect((await ps.read(uses.echo, { Value: 'again' }, 'jump')).rows).toEqual(['again']);
    expect((await mortal.hello()).pid).not.toBe(before.pid);
  });

  it('gives the next read a new process when the idle one was ended from outside', async () => {
    const { pid } = await mortal.hello();

    process.kill(pid, 'SIGKILL');
    await expect.poll(() => running(pid), { timeout: 10_000 }).toBe(false);

    expect((await mortal.forPair(testPair).read(uses.echo, { Value: 'anew' }, 'jump')).rows).toEqual(['anew']);
    expect((await mortal.hello()).pid).not.toBe(pid);
  });

  it('gives up the read that never ends, not the quick ones beside it, and ends its own process by pid and nothing else', async () => {
    const ps = mortal.forPair(testPair);
    const { pid } = await mortal.hello();
    const other = await steady.hello();

    const [quick, hung] = await Promise.allSettled([
      ps.read(uses.echo, { Value: 'quick' }, 'jump'),
      ps.read(uses.hang, {}, 'primary'),
    ]);

    expect(quick).toMatchObject({ status: 'fulfilled', value: { rows: ['quick'] } });
    expect(hung).toMatchObject({ status: 'rejected', reason: { code: 'CMDLET_TIMEOUT' } });
    await expect.poll(() => running(pid), { timeout: 10_000 }).toBe(false);
    expect(running(other.pid)).toBe(true);
    expect((await ps.read(uses.echo, { Value: 'alive' }, 'jump')).rows).toEqual(['alive']);
  });

  it('keeps the process and renews its runspaces when asked to', async () => {
    const ps = steady.forPair(testPair);
    const read = async (Mark: string) => (await ps.read(uses.kept, { Mark }, 'primary')).rows[0];
    const change = async (Mark: string) => (await ps.change(uses['change-kept'], { Mark }, 'primary')).rows[0];
    const before = await steady.hello();
    // Two sessions at most for a server: the third call meets an old one.
    const old = [await read('old 1'), await read('old 2'), await change('old 3'), await change('old 4')];
    expect(old).toContain(await read('none'));
    expect(old).toContain(await change('none'));

    steady.renew();

    expect(await read('new')).toBe('new');
    expect(await change('new')).toBe('new');
    expect((await steady.hello()).pid).toBe(before.pid);
  });

  it.each([
    { newline: 'LF', use: uses.nothing },
    { newline: 'CRLF', use: uses['cr-lf'] },
  ])('survives a busy event loop during the call, with $newline as the newline of the child', async ({ use }) => {
    const ps = steady.forPair(testPair);
    await ps.read(use, {}, 'jump');
    const before = await steady.hello();

    const answer = ps.read(uses['host-text'], { Text: 'line\r\nline\r' }, 'jump');
    setImmediate(() => setImmediate(() => blockEventLoop(800)));

    expect((await answer).rows).toEqual(['told']);
    expect((await ps.read(uses.echo, { Value: 'next' }, 'jump')).rows).toEqual(['next']);
    expect((await steady.hello()).pid).toBe(before.pid);
  });
});

/** Each needs a process of its own. */
describe('what surrounds the agent process', () => {
  const surroundings = [
    { terminal: 'TERM=xterm', more: { TERM: 'xterm-256color' } },
    {
      terminal: 'no TERM and a NODE_POWERSHELL that names another program',
      more: { TERM: undefined, NODE_POWERSHELL: '/bin/false' },
    },
  ];
  const cultures = [
    // Turkish writes the capital of i with a dot: a name that is compared by its rules is another one.
    { culture: 'tr-TR', local: '1234,5 2026 TİTLE' },
    { culture: 'de-DE', local: '1234,5 2026 TITLE' },
    { culture: 'ar-SA', local: '1234٫5 1447 TITLE' },
  ];
  it.each(cultures.flatMap((one) => surroundings.map((other) => ({ ...one, ...other }))))(
    'reads numbers, dates and names alike under $culture with $terminal in the environment',
    async ({ culture, local, more }) => {
      const language = `${culture.replace('-', '_')}.UTF-8`;
      const env = { ...process.env, LANG: language, LC_ALL: language, ...more };

      const { rows, at } = await open({ env }).forPair(testPair).read(uses.culture, {}, 'backup');

      // An engine without culture data (no ICU on the machine) has only the invariant one, which is named ''.
      const spoken =
        rows[0]?.Culture === '' ? { Culture: '', Local: '1234.5 2026 TITLE' } : { Culture: culture, Local: local };
      expect(rows).toEqual([
        {
          ...spoken,
          Number: 1234.5,
          When: new Date('2026-01-02T00:00:00Z'),
          Title: 'found',
          Plain: '1234.5 01/02/2026 00:00:00',
        },
      ]);
      expect(Math.abs(Date.parse(at) - Date.now())).toBeLessThan(60_000);
    },
  );

  it('says by name that PowerShell is missing', async () => {
    const ps = open({ executable: '/nowhere/pwsh' }).forPair(testPair);

    await expect(ps.read(uses.echo, { Value: 'x' }, 'jump')).rejects.toThrow(/PowerShell \(\/nowhere\/pwsh\)/);
  });

  it('says by name that the module is missing', async () => {
    const ps = open({ module: '/nowhere/SkypeForBusiness.psd1' }).forPair(testPair);

    await expect(ps.read(uses.echo, { Value: 'x' }, 'jump')).rejects.toThrow(
      /\/nowhere\/SkypeForBusiness\.psd1 could not be loaded/,
    );
  });

  it('refuses a lab module where the config describes a real site', async () => {
    const ps = open({ world: undefined }).forPair(testPair);

    await expect(ps.read(uses.echo, { Value: 'x' }, 'jump')).rejects.toThrow(/real site.*the lab/);
  });

  it('refuses a module without the mark of the lab where the config describes a lab', async () => {
    const module = join(tempFolder('unmarked'), 'SkypeForBusiness.psm1');
    writeFileSync(module, "function Get-CsEcho { param([string]$Value) 'from a real site' }\n");
    const ps = open({ module }).forPair(testPair);

    await expect(ps.read(uses.echo, { Value: 'x' }, 'jump')).rejects.toThrow(
      expect.objectContaining({ code: 'CONFIG', message: expect.stringMatching(/describes a lab.*is not the lab/) }),
    );
  });
});
