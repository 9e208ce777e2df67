import { afterEach, describe, expect, it } from 'vitest';
import type { Executor } from '../../src/powershell/executor.js';
import type { AgentSettings } from '../../src/powershell/open.js';
import { fenceExecutor, testPair } from '../support/agent.js';
import { fenceUses as uses } from '../support/fence-uses.js';

const opened: Executor[] = [];

function open(more: Partial<AgentSettings> = {}): Executor {
  const executor = fenceExecutor(more);
  opened.push(executor);
  return executor;
}

afterEach(async () => {
  await Promise.all(opened.splice(0).map((executor) => executor.close()));
});

function blockEventLoop(milliseconds: number): void {
  const until = performance.now() + milliseconds;
  while (performance.now() < until);
}

describe('deaths and delays of the agent process', () => {
  it.each([
    { how: 'SIGTERM', params: { Code: 0, How: 'TERM' } },
    { how: 'SIGKILL', params: { Code: 0, How: 'KILL' } },
    { how: 'exit 0', params: { Code: 0, How: 'exit' } },
    { how: 'exit 3', params: { Code: 3, How: 'exit' } },
  ])('$how in mid-cmdlet is no answer, never success, and the next read gets a new process', async ({ params }) => {
    const executor = open();
    const ps = executor.forPair(testPair);
    const before = await executor.hello();

    await expect(ps.read(uses.end, params, 'jump')).rejects.toThrow(expect.objectContaining({ code: 'NO_ANSWER' }));

    expect((await ps.read(uses.echo, { Value: 'again' }, 'jump')).rows).toEqual(['again']);
    expect((await executor.hello()).pid).not.toBe(before.pid);
  });

  it('gives up a read that never ends, ends its own process by pid and nothing else', async () => {
    const executor = open();
    const bystander = open();
    const ps = executor.forPair(testPair);
    const { pid } = await executor.hello();
    const other = await bystander.hello();

    await expect(ps.read(uses.hang, {}, 'primary')).rejects.toThrow(
      expect.objectContaining({ code: 'CMDLET_TIMEOUT' }),
    );

    await expect.poll(() => running(pid)).toBe(false);
    expect(running(other.pid)).toBe(true);
    expect((await ps.read(uses.echo, { Value: 'alive' }, 'jump')).rows).toEqual(['alive']);
  });

  it('answers the quick reads of a batch although one of them hangs', async () => {
    const ps = open().forPair(testPair);

    const [quick, hung] = await Promise.allSettled([
      ps.read(uses.echo, { Value: 'quick' }, 'jump'),
      ps.read(uses.hang, {}, 'primary'),
    ]);

    expect(quick).toMatchObject({ status: 'fulfilled', value: { rows: ['quick'] } });
    expect(hung).toMatchObject({ status: 'rejected', reason: { code: 'CMDLET_TIMEOUT' } });
  });

  it('survives a busy event loop during the call', async () => {
    const ps = open().forPair(testPair);
    await ps.read(uses.echo, { Value: 'warm' }, 'jump');

    const answer = ps.read(uses['host-text'], { Text: 'line\r\nline\r' }, 'jump');
    setImmediate(() => setImmediate(() => blockEventLoop(800)));

    expect((await answer).rows).toEqual(['told']);
  });

  it.each([
    { terminal: 'TERM=xterm', env: { ...process.env, TERM: 'xterm-256color' } },
    { terminal: 'no TERM', env: Object.fromEntries(Object.entries(process.env).filter(([key]) => key !== 'TERM')) },
    {
      terminal: 'a NODE_POWERSHELL that names another program',
      env: { ...process.env, NODE_POWERSHELL: '/bin/false' },
    },
  ])('answers with $terminal in the environment', async ({ env }) => {
    const ps = open({ env }).forPair(testPair);

    expect((await ps.read(uses.echo, { Value: 'ok' }, 'jump')).rows).toEqual(['ok']);
  });

  it.each(['tr-TR', 'de-DE', 'ar-SA'])('reads numbers and dates alike under %s', async (culture) => {
    const ps = open({
      env: { ...process.env, LANG: `${culture.replace('-', '_')}.UTF-8`, LC_ALL: `${culture.replace('-', '_')}.UTF-8` },
    });

    const { rows } = await ps.forPair(testPair).read(uses.culture, {}, 'backup');

    expect(rows[0]).toMatchObject({ Number: 1234.5, When: new Date('2026-01-02T00:00:00Z') });
  });

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

  it('keeps the process and renews its runspaces when asked to', async () => {
    const executor = open();
    const before = await executor.hello();

    executor.renew();

    expect((await executor.forPair(testPair).read(uses.echo, { Value: 'new' }, 'primary')).rows).toEqual(['new']);
    expect((await executor.hello()).pid).toBe(before.pid);
  });
});

function running(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
