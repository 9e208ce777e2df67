import { existsSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runPreflight } from '../../src/jobs/preflight.js';
import { runVerify } from '../../src/jobs/verify.js';
import { createLabClock, createSiteClock, type SiteClock } from '../../src/powershell/clock.js';
import type { Executor } from '../../src/powershell/executor.js';
import { createAgentExecutor } from '../../src/powershell/open.js';
import { type TriedWorld, tryWorld } from '../lab/lab-world.js';
import { testEngine } from '../support/agent.js';
import { labExecutor, labPair } from '../support/lab-agent.js';
import { tempFolder } from '../support/temp.js';

const at = new Date('2026-03-02T10:00:00Z');
const real = () => at;

describe('powershell/clock', () => {
  it('goes by real time on a real site', async () => {
    const slept: number[] = [];
    const clock = createSiteClock(async (ms) => void slept.push(ms), real);

    await clock.wait(60_000);

    expect(slept).toEqual([60_000]);
    expect(clock.now()).toEqual(at);
  });

  it.each([
    { pace: undefined, sleeps: [] },
    { pace: 60, sleeps: [1_000] },
  ])('moves the world of a lab and its own time alike; with the pace $pace it sleeps $sleeps', async (row) => {
    const [moved, slept] = [[], []] as [number[], number[]];
    const sleep = async (ms: number) => void slept.push(ms);
    const clock = createLabClock({ move: async (ms) => void moved.push(ms), sleep, pace: row.pace, real });

    await clock.wait(60_000);

    expect({ moved, slept }).toEqual({ moved: [60_000], slept: row.sleeps });
    expect(clock.now()).toEqual(new Date('2026-03-02T10:01:00Z'));
  });

  it('does not count a wait that could not move the world', async () => {
    const move = () => Promise.reject(new Error('no world'));
    const clock = createLabClock({ move, sleep: async () => undefined, real });

    await expect(clock.wait(60_000)).rejects.toThrow('no world');
    expect(clock.now()).toEqual(at);
  });

  it('leaves the time of a real site alone, whatever its module is able to do', async () => {
    const folder = tempFolder('clock');
    const [module, mark] = [join(folder, 'SkypeForBusiness.psm1'), join(folder, 'moved')];
    writeFileSync(
      module,
      `function Step-LabClock { [IO.File]::WriteAllText('${mark}', '') }\nExport-ModuleMember -Function *\n`,
    );
    const executor = createAgentExecutor({
      executable: testEngine(),
      agentFolder: resolve(import.meta.dirname, '../../src/powershell/agent'),
      module,
      probes: module,
      jump: 'jump.domain.local',
      world: undefined,
      sessionConfiguration: undefined,
      sessions: 1,
      env: process.env,
    });
    try {
      await expect(executor.moveLabClock(60_000)).rejects.toMatchObject({
        code: 'BAD_REQUEST',
        message: "The lab's clock was not moved: This is not a lab; its time cannot be moved.",
      });
      expect(existsSync(mark)).toBe(false);
    } finally {
      await executor.close();
      rmSync(folder, { recursive: true });
    }
  });
});

describe('the clock of the lab', { timeout: 120_000 }, () => {
  let world: TriedWorld;
  let executor: Executor;
  let clock: SiteClock;

  beforeAll(async () => {
    world = await tryWorld('clock');
    executor = labExecutor(world.folder);
    const sleep = () => Promise.reject(new Error('slept'));
    clock = createLabClock({ move: (ms) => executor.moveLabClock(ms), sleep });
  });
  afterAll(async () => {
    await Promise.all([executor.close(), world.shell.close()]);
    rmSync(world.folder, { recursive: true });
  });

  const input = () => ({
    ps: executor.forPair(labPair),
    renew: () => executor.renew(),
    pair: labPair,
    lab: true,
    settleMinutes: 20,
    jump: 'jump.domain.local',
    previous: undefined,
    clock: clock.now,
    sleep: clock.wait,
  });

  it('ends preflight with sync ready, the world being as many minutes older as were waited', async () => {
    await world.renew('lived-in');
    const before = await world.field('now');
    const began = clock.now().getTime();

    const { report } = await runPreflight({ ...input(), mode: 'planned', sync: true });

    expect(report).toMatchObject({ state: 'ready', blockedBy: [] });
    expect(clock.now().getTime() - began).toBeGreaterThanOrEqual(120_000);
    expect(await world.field('now')).not.toBe(before);
  });

  it('ends verify --wait settled after a move', async () => {
    await world.renew('lived-in');
    await world.well('fe2', 'Invoke-CsManagementServerFailover', { Confirm: false });

    const { report } = await runVerify({ ...input(), wait: true });

    expect(report).toMatchObject({ ok: true, verdict: { name: 'single(backup)' } });
    expect(report.readings).toBeGreaterThan(1);
  });
});
