import { existsSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Executor } from '../../src/powershell/executor.js';
import type { AgentSettings } from '../../src/powershell/open.js';
import { createAgentExecutor } from '../../src/powershell/open.js';
import type { ReadPort, StreamPart } from '../../src/powershell/types.js';
import { canary, UNSENDABLE, values, written } from '../powershell/fixtures/hostile-values.js';
import { fenceSettings, testPair } from '../support/agent.js';
import { fenceUses as uses } from '../support/fence-uses.js';
import { tempFolder } from '../support/temp.js';

const code = (expected: string) => expect.objectContaining({ code: expected });

function running(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

/** The lab's two ways of having servers, which nobody above the agent may be able to tell apart. */
describe.each([{ transport: 'in-process' }, { transport: 'process' }] as const)('transport $transport', (kind) => {
  let settings: AgentSettings;
  let executor: Executor;
  let ps: ReadPort;

  beforeAll(() => {
    settings = fenceSettings({ ...kind, jumpRunspaces: 3, env: { ...process.env, CANARY: canary } });
    executor = createAgentExecutor(settings);
    ps = executor.forPair(testPair);
  });

  afterAll(() => executor.close());

  const pidOf = async (place: 'jump' | 'primary' | 'backup') => (await ps.read(uses.process, {}, place)).rows[0] ?? -1;

  it('gives each server its own name in the same world, and no way to a real module', async () => {
    const places = ['jump', 'primary', 'backup'] as const;
    await Promise.all(places.map((place) => ps.read(uses.nothing, {}, place)));

    for (const [place, name] of [
      ['jump', 'jump'],
      ['primary', 'fe1'],
      ['backup', 'fe2'],
    ] as const) {
      const { rows } = await ps.read(uses.where, {}, place);
      expect(rows).toEqual([{ Server: `${name}.domain.local`, World: settings.world, Path: '', Loading: 'None' }]);
    }
  });

  it('carries rows exactly, none and null among them', async () => {
    const value = `'"$(1+1)\r\n\u0000 🔥 _x0041_`;

    expect((await ps.read(uses.echo, { Value: value }, 'primary')).rows).toEqual([value]);
    expect((await ps.read(uses['echo-list'], { List: ['a', '', 'b'] }, 'primary')).rows).toEqual(['a', '', 'b']);
    expect((await ps.read(uses.nothing, {}, 'backup')).rows).toEqual([]);
    expect((await ps.read(uses.null, {}, 'backup')).rows).toEqual([]);
  });

  it('carries strings that look like script text exactly to a server and back', async () => {
    // All that were written by hand, and a sample of the others: hostile.test.ts has every one.
    const sample = values.filter((_, at) => at < written.length || at % 4 === 0);
    const sendable = sample.filter((value) => !UNSENDABLE.test(value));
    const wrong: string[] = [];
    for (let at = 0; at < sendable.length; at += 100) {
      const list = sendable.slice(at, at + 100);
      const { rows } = await ps.read(uses['echo-list'], { List: list }, 'primary');
      wrong.push(...list.filter((value, index) => rows[index] !== value));
      expect(rows).toHaveLength(list.length);
    }

    expect(wrong).toEqual([]);
    expect(existsSync(canary)).toBe(false);
  });

  it('keeps the types of what it sends', async () => {
    const values = [true, 42, 4.5, 'x', new Date(0)];

    const answers = await Promise.all(values.map((Value) => ps.read(uses.typed, { Value }, 'primary')));

    expect(answers.map((answer) => answer.rows[0]?.Type)).toEqual(
      ['Boolean', 'Int32', 'Double', 'String', 'DateTime'].map((name) => `System.${name}`),
    );
  });

  it('gives nested objects as plain values', async () => {
    expect((await ps.read(uses.shapes, {}, 'backup')).rows).toEqual([
      {
        One: 'a',
        Many: ['a', 'b'],
        Missing: null,
        When: new Date('2026-01-02T03:04:05Z'),
        Number: 1.5,
        Kind: 'Monday',
        Version: '6.0.9319.102',
        Id: 'd3b0f2a1-0000-4000-8000-000000000001',
        Nested: [{ Name: 'x', Inner: [{ Deep: 1 }] }],
      },
    ]);
  });

  it.each([{ Terminating: true }, { Terminating: false }])(
    'gives an error as data, terminating $Terminating',
    async (params) => {
      await expect(ps.read(uses.failing, params, 'backup')).rejects.toThrow(
        expect.objectContaining({
          code: 'CMDLET_FAILED',
          message: 'Get-CsFailing on fe2.domain.local: Zugriff verweigert',
          details: expect.objectContaining({
            category: 'PermissionDenied',
            id: expect.stringMatching(/^AccessDenied,/),
            exception: 'System.UnauthorizedAccessException',
          }),
        }),
      );
    },
  );

  it('gives warnings while they come and in the answer', async () => {
    const parts: StreamPart[] = [];

    const answer = await ps.read(uses.warnings, { Count: 300 }, 'primary', { onStream: (part) => parts.push(part) });

    expect(answer.warnings).toHaveLength(300);
    expect(parts.flatMap((part) => part.warnings)).toEqual(answer.warnings);
  });

  it('gives host text to the call that wrote it', async () => {
    const told = await ps.read(uses['host-text'], { Text: 'What if: Performing the operation' }, 'backup');
    const asked = await ps.read(uses['set-thing-what-if'], { Path: '/nowhere/thing' }, 'primary');

    expect(told.host.trim()).toBe('What if: Performing the operation');
    expect(asked.host).toContain('/nowhere/thing');
  });

  it('answers a question of a cmdlet with an error, not with a wait', async () => {
    await expect(ps.read(uses.prompt, {}, 'primary')).rejects.toThrow(code('CMDLET_FAILED'));
  });

  it('carries 2 MB whole', async () => {
    expect((await ps.read(uses.big, { Bytes: 2_000_000 }, 'backup')).rows[0]?.length).toBe(2_000_000);
  });

  it('reads from both servers beside each other', async () => {
    await Promise.all(['primary', 'backup'].map((place) => ps.read(uses.nothing, {}, place as 'primary')));
    const began = performance.now();

    await Promise.all([
      ...[601, 602].map((Milliseconds) => ps.read(uses.slow, { Milliseconds }, 'primary')),
      ...[603, 604].map((Milliseconds) => ps.read(uses.slow, { Milliseconds }, 'backup')),
    ]);

    expect(performance.now() - began).toBeLessThan(4 * 600);
  });

  it('has two calls at once on a server, three on a jump host that may have three, and the others wait', async () => {
    const most = async (place: 'jump' | 'primary', Wanted: number, calls: number) => {
      const Folder = tempFolder('crowd');
      const read = (_: unknown, at: number) => ps.read(uses.crowd, { Folder, Wanted, Number: at }, place);
      const answers = await Promise.all(Array.from({ length: calls }, read));
      return Math.max(...answers.flatMap(({ rows }) => rows));
    };

    expect(await Promise.all([most('primary', 2, 5), most('jump', 3, 5)])).toEqual([2, 3]);
  });

  it('keeps the sessions of a server until they are to be renewed, and none of them after it', async () => {
    const kept = async (Mark: string) => (await ps.read(uses.kept, { Mark }, 'primary')).rows[0];
    // A server has two sessions at most, so the third call meets one that was there before.
    const old = [await kept('old 1'), await kept('old 2')];

    const before = await kept('none');
    executor.renew();
    const after = [await kept('new 1'), await kept('new 2'), await kept('new 3')];

    expect(old).toContain(before);
    for (const mark of after) expect(mark).toMatch(/^new /);
  });

  it.each(['KILL', 'TERM'])('says NO_ANSWER when %s ends the process of the server in mid-cmdlet', async (How) => {
    const before = await pidOf('primary');

    await expect(ps.read(uses.end, { Code: 0, How }, 'primary')).rejects.toThrow(code('NO_ANSWER'));

    expect(await pidOf('primary')).not.toBe(before);
  });

  it('reads on when the process of the server ended while nobody asked', async () => {
    const before = await pidOf('backup');

    process.kill(before, 'SIGKILL');
    await expect.poll(() => running(before), { timeout: 10_000 }).toBe(false);

    expect(await pidOf('backup')).not.toBe(before);
  });

  it('takes the servers along when the agent dies, one with a hanging cmdlet among them', async () => {
    const [agent, primary] = [(await executor.hello()).pid, await pidOf('primary')];
    const hung = expect(ps.read(uses.hang, {}, 'primary')).rejects.toThrow(code('CMDLET_TIMEOUT'));

    await hung;

    for (const pid of [agent, primary]) await expect.poll(() => running(pid), { timeout: 10_000 }).toBe(false);
  });

  it('leaves no process when it is closed', async () => {
    const pids = [(await executor.hello()).pid, await pidOf('primary'), await pidOf('backup')];

    await executor.close();

    for (const pid of pids) await expect.poll(() => running(pid), { timeout: 10_000 }).toBe(false);
  });
});
