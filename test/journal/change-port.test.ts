import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createChangePort } from '../../src/journal/change-port.js';
import type { ChangePort, Fence } from '../../src/journal/types.js';
import type { Executor } from '../../src/powershell/executor.js';
import { canary, UNSENDABLE, values } from '../powershell/fixtures/hostile-values.js';
import { fenceExecutor, testPair } from '../support/agent.js';
import { agentPids } from '../support/agent-pids.js';
import { fenceUses as uses } from '../support/fence-uses.js';
import { tempFolder } from '../support/temp.js';

const world = tempFolder('journal');
let executor: Executor;
let port: ChangePort;

const fence: Fence = { job: 'failover-abcdefghij', epoch: 3, owner: 'owner-a', installation: 'inst-1' };
const journal = join(world, 'journal', testPair.primary);
let steps = 0;

function order(more: Partial<Fence> = {}) {
  steps += 1;
  const { job, epoch, owner } = { ...fence, ...more };
  return { job, step: `step-${steps}`, attempt: 1, epoch, owner, before: { active: 'primary' } };
}

const refusedWith = (reason: string) =>
  expect.objectContaining({ code: 'NOT_ALLOWED', details: expect.objectContaining({ reason }) });

beforeAll(async () => {
  executor = fenceExecutor({ world, env: { ...process.env, CANARY: canary } });
  port = createChangePort(executor, testPair);
  await port.fence('primary', fence);
});

afterAll(async () => {
  await executor.close();
  rmSync(world, { recursive: true, force: true });
});

function childSince(before: readonly number[]): number {
  const [one] = agentPids().filter((pid) => !before.includes(pid));
  if (one === undefined) throw new Error('No agent was started.');
  return one;
}

async function ended(step: string) {
  const key = `${step}.1`;
  await expect
    .poll(async () => (await port.look('primary', fence.job)).steps[key]?.outcome, { timeout: 20_000, interval: 30 })
    .toBeDefined();
  return (await port.look('primary', fence.job)).steps[key];
}

describe('the runner on the target', () => {
  it('says of a server no job has been on that there is nothing', async () => {
    expect(await port.look('backup', fence.job)).toMatchObject({ fence: undefined, running: false, steps: {} });
  });

  it('runs a change once and leaves intent and outcome; the same order again is refused', async () => {
    const path = join(tempFolder('changed'), 'it');
    const one = order();

    const intent = await port.start(uses['change-thing'], { Path: path }, 'primary', one);
    const trace = await ended(one.step);

    expect(intent).toMatchObject({ cmdlet: 'Set-CsThing', parameters: { Path: path }, before: one.before });
    expect(trace?.outcome).toMatchObject({ ok: true, errors: [] });
    expect(readFileSync(path, 'utf8')).toBe('changed');
    rmSync(path);
    await expect(port.start(uses['change-thing'], { Path: path }, 'primary', one)).rejects.toThrow(
      refusedWith('intent-exists'),
    );
    expect(existsSync(path)).toBe(false);
  });

  it.each([
    { what: 'a lower epoch', more: { epoch: 2 }, reason: 'lower-epoch' },
    { what: 'an equal epoch of another owner', more: { owner: 'owner-b' }, reason: 'other-owner' },
    { what: 'an epoch nobody fenced', more: { epoch: 9 }, reason: 'not-fenced' },
  ])('refuses $what', async ({ more, reason }) => {
    const start = port.start(uses['change-thing'], { Path: '/nowhere/x' }, 'primary', order(more));

    await expect(start).rejects.toThrow(refusedWith(reason));
  });

  it.each([
    { what: 'a lower epoch', more: { epoch: 2 }, reason: 'lower-epoch' },
    { what: 'an equal epoch of another owner', more: { owner: 'owner-b' }, reason: 'other-owner' },
    { what: 'another installation', more: { installation: 'inst-2', epoch: 4 }, reason: 'other-installation' },
  ])('refuses a fence of $what', async ({ more, reason }) => {
    await expect(port.fence('primary', { ...fence, ...more })).rejects.toThrow(refusedWith(reason));
  });

  it('runs one of two, is seen as running, and its log can be read meanwhile', async () => {
    const gate = join(tempFolder('gate'), 'open');
    const [one, two] = [order(), order()];

    await port.start(uses['change-talking'], { Gate: gate }, 'primary', one);
    expect((await port.look('primary', fence.job)).running).toBe(true);
    await expect
      .poll(async () => (await port.tail('primary', one, 0)).lines.map(({ stream }) => stream).sort(), {
        timeout: 10_000,
      })
      .toEqual(['progress', 'runner', 'verbose', 'warning']);
    await expect(port.start(uses['change-talking'], { Gate: gate }, 'primary', two)).rejects.toThrow(
      refusedWith('locked'),
    );
    writeFileSync(gate, '');

    expect((await ended(one.step))?.outcome).toMatchObject({ ok: true, warnings: ['begun', 'ending'] });
    expect((await port.look('primary', fence.job)).running).toBe(false);
  });

  it('runs on to its end and its outcome when the agent that began it is killed', async () => {
    const gate = join(tempFolder('gate'), 'open');
    const one = order();
    const doomed = fenceExecutor({ world });
    const before = agentPids();
    await createChangePort(doomed, testPair).start(uses['change-talking'], { Gate: gate }, 'primary', one);

    process.kill(childSince(before), 'SIGKILL');
    await doomed.close();
    writeFileSync(gate, '');

    expect((await ended(one.step))?.outcome).toMatchObject({ ok: true });
  });

  it('leaves an intent without outcome and a free lock when the runner is killed; the next order starts another', async () => {
    const [one, two] = [order(), order()];
    const { pid } = await port.start(uses['change-talking'], { Gate: '/nowhere/open' }, 'primary', one);

    process.kill(pid, 'SIGKILL');
    await expect.poll(async () => (await port.look('primary', fence.job)).running, { timeout: 10_000 }).toBe(false);

    expect((await port.look('primary', fence.job)).steps[`${one.step}.1`]?.outcome).toBeUndefined();
    await port.start(uses['change-failing'], { Terminating: true }, 'primary', two);
    expect((await ended(two.step))?.outcome).toMatchObject({ ok: false, errors: [{ message: 'Zugriff verweigert' }] });
  });

  it('keeps 5,000 warnings and a progress storm in the log, and hostile text exactly', async () => {
    const [warned, moved, echoed] = [order(), order(), order()];
    const hostile = `$(1+1) '"\u2019; \r\n\t\\n 🔥 _x0041_ ]]> <S>`;

    await port.start(uses['change-warnings'], { Count: 5000 }, 'primary', warned);
    const { outcome } = (await ended(warned.step)) ?? {};
    await port.start(uses['change-progress'], { Count: 5000 }, 'primary', moved);
    expect((await ended(moved.step))?.outcome).toMatchObject({ ok: true });
    const intent = await port.start(uses['change-echo'], { Value: hostile }, 'primary', echoed);
    await ended(echoed.step);

    expect(outcome?.warnings).toHaveLength(1000);
    expect((await port.tail('primary', warned, 0)).lines.filter(({ stream }) => stream === 'warning')).toHaveLength(
      5000,
    );
    expect((await port.tail('primary', moved, 0)).lines.length).toBeLessThan(100);
    expect(intent.parameters).toEqual({ Value: hostile });
    const said = (await port.tail('primary', echoed, 0)).lines.find(({ stream }) => stream === 'output');
    expect(said?.text).toBe(hostile);
  });

  it('carries strings that look like script text exactly to the cmdlet of a change', async () => {
    const List = values.filter((value) => value.length < 1_000 && !UNSENDABLE.test(value)).slice(0, 200);
    const one = order();

    const intent = await port.start(uses['change-echo-list'], { List }, 'primary', one);
    const trace = await ended(one.step);

    expect(trace?.outcome).toMatchObject({ ok: true, errors: [] });
    expect(intent.parameters).toEqual({ List });
    const said = (await port.tail('primary', one, 0)).lines.filter(({ stream }) => stream === 'output');
    // A log is UTF-8, which has no half of a pair; the journal has.
    expect(said.map(({ text }) => text)).toEqual(List.map((value) => Buffer.from(value).toString()));
    expect(existsSync(canary)).toBe(false);
  });

  it('ends the cmdlet and leaves its outcome when the log cannot be written', async () => {
    const path = join(tempFolder('changed'), 'it');
    const one = order();
    mkdirSync(join(journal, fence.job, `${one.step}.1.log`), { recursive: true });

    await port.start(uses['change-thing'], { Path: path }, 'primary', one);

    expect((await ended(one.step))?.outcome).toMatchObject({ ok: true });
    expect(readFileSync(path, 'utf8')).toBe('changed');
  });

  it('refuses the order of a caller that was stopped while another fenced', async () => {
    const stopped = fenceExecutor({ world });
    const late = createChangePort(stopped, testPair);
    const before = agentPids();
    await late.look('primary', fence.job);
    const pid = childSince(before);
    const one = order();

    process.kill(pid, 'SIGSTOP');
    const start = late.start(uses['change-thing'], { Path: '/nowhere/x' }, 'primary', one);
    await port.fence('primary', { ...fence, epoch: 4, owner: 'owner-b' });
    process.kill(pid, 'SIGCONT');

    await expect(start).rejects.toThrow(refusedWith('lower-epoch'));
    await stopped.close();
  });

  it('reads damage as damage and not as nothing', async () => {
    writeFileSync(join(journal, fence.job, 'half.1.intent.xml'), '<Objs Version="1.1.0.1"');

    await expect(port.look('primary', fence.job)).rejects.toThrow(expect.objectContaining({ code: 'BAD_OUTPUT' }));
    rmSync(join(journal, fence.job, 'half.1.intent.xml'));
  });
});
