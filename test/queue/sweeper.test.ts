import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createDoorbell, type Doorbell } from '../../src/queue/bullmq.js';
import type { Surveyed } from '../../src/queue/leases.js';
import { createSweeper, type Sweeper, type Unattended, wantsRing } from '../../src/queue/sweeper.js';
import { startRedis, type TestRedis } from '../support/redis.js';
import { aJob, handTimer, type Opened, openStore } from './harness.js';

const NOW = 1_000_000;

function surveyed(change: Partial<Surveyed>): Surveyed {
  return {
    id: 'status-abc',
    state: 'asked',
    changedAt: NOW - 1000,
    leaseUntil: undefined,
    rungAt: undefined,
    ...change,
  };
}

describe('queue/sweeper: which jobs want a ring', () => {
  it.each([
    { rings: true, because: 'never rung for', job: {} },
    { rings: false, because: 'rung for just now', job: { rungAt: NOW - 29_999 } },
    { rings: true, because: 'rung for 30 s ago, and nobody came', job: { rungAt: NOW - 30_000 } },
    { rings: false, because: 'a worker has it', job: { leaseUntil: NOW + 1 } },
    { rings: true, because: 'its worker fell silent', job: { state: 'running', leaseUntil: NOW, rungAt: NOW - 5000 } },
    { rings: false, because: 'rung for since its worker fell silent', job: { leaseUntil: NOW - 9, rungAt: NOW - 8 } },
    { rings: false, because: 'it waits for people', job: { state: 'waiting-approval' } },
    { rings: false, because: 'it needs people', job: { state: 'needs-people', leaseUntil: NOW - 1 } },
    { rings: true, because: 'approved and left alone', job: { state: 'approved', rungAt: NOW - 60_000 } },
    { rings: false, because: 'its state is unknown to this build', job: { state: undefined } },
  ] as const)('$rings: $because', ({ rings, job }) => {
    expect(wantsRing(surveyed(job), NOW)).toBe(rings);
  });
});

describe('queue/sweeper: rounds', () => {
  function sweeperOver(survey: () => Promise<{ now: number; jobs: Surveyed[] }>, broken: string[] = []) {
    const seen = { rung: [] as string[], unattended: [] as Unattended[], errors: [] as unknown[] };
    const timer = handTimer();
    const sweeper = createSweeper({
      survey,
      ring: async (id) => {
        if (broken.includes(id)) throw new Error(`no ring for ${id}`);
        seen.rung.push(id);
      },
      timer,
      everyMs: 5000,
      onUnattended: (job) => seen.unattended.push(job),
      onError: (error) => seen.errors.push(error),
    });
    const rested = () => expect.poll(() => timer.waiting()).toEqual([5000]);
    const round = async () => {
      timer.fire();
      await rested();
    };
    const start = async () => {
      sweeper.start();
      await rested();
    };
    return { ...seen, sweeper, timer, start, round };
  }

  it('looks every 5 s, and no more once it is stopped', async () => {
    const { sweeper, start, timer, round, rung } = sweeperOver(async () => ({ now: NOW, jobs: [surveyed({})] }));
    await start();
    await round();
    await round();
    expect(rung).toHaveLength(3);

    await sweeper.stop();

    expect(timer.waiting()).toEqual([]);
  });

  it('rings for the others when one ring fails', async () => {
    const jobs = [surveyed({ id: 'status-a' }), surveyed({ id: 'status-b' })];
    const { sweeper, start, round, rung, errors } = sweeperOver(async () => ({ now: NOW, jobs }), ['status-a']);
    await start();
    await round();

    expect(rung).toEqual(['status-b', 'status-b']);
    expect(errors).toEqual([new Error('no ring for status-a'), new Error('no ring for status-a')]);
    await sweeper.stop();
  });

  it('goes on after Redis was away', async () => {
    let away = true;
    const { sweeper, start, round, rung, errors } = sweeperOver(async () => {
      if (away) throw new Error('away');
      return { now: NOW, jobs: [surveyed({})] };
    });
    await start();
    await round();
    away = false;
    await round();

    expect(errors).toEqual([new Error('away'), new Error('away')]);
    expect(rung).toEqual(['status-abc']);
    await sweeper.stop();
  });

  it('says once that a job has waited a minute for a worker, and again when it waits anew', async () => {
    let job = surveyed({ changedAt: NOW, rungAt: NOW });
    let now = NOW + 59_999;
    const { sweeper, start, round, unattended } = sweeperOver(async () => ({ now, jobs: [job] }));
    await start();
    await round();
    expect(unattended).toEqual([]);

    now = NOW + 60_000;
    await round();
    await round();
    expect(unattended).toEqual([{ id: 'status-abc', waitingMs: 60_000 }]);

    job = { ...job, leaseUntil: now + 10 };
    await round();
    now += 60_010;
    await round();
    expect(unattended).toHaveLength(2);
    await sweeper.stop();
  });
});

describe('queue/sweeper: on a real Redis', () => {
  let server: TestRedis;
  let here: Opened;
  let bell: Doorbell;
  const sweepers: Sweeper[] = [];

  beforeEach(async () => {
    server = await startRedis();
    here = await openStore(server);
    bell = createDoorbell({ redisUrl: server.url, deployment: here.deployment, onError: () => undefined });
  });

  afterEach(async () => {
    for (const sweeper of sweepers.splice(0)) await sweeper.stop();
    await bell.close();
    here.close();
    await server.stop();
  });

  function startSweeper() {
    const timer = handTimer();
    const sweeper = createSweeper({
      survey: here.store.survey,
      ring: bell.ring,
      timer,
      everyMs: 5000,
      onUnattended: () => undefined,
      onError: () => undefined,
    });
    sweepers.push(sweeper);
    sweeper.start();
    return timer;
  }

  /** A worker that does every job it hears of. */
  function startWorker() {
    const heard: string[] = [];
    const listener = bell.listen(
      async (id) => {
        heard.push(id);
        const record = await here.store.readJob(id);
        const lease = await here.store.takeLease(id, `owner-${heard.length}`, 60_000);
        if (lease === undefined || record === undefined) return;
        if (record.state === 'asked') await here.store.moveJob(id, { from: 'asked', to: 'preparing', lease });
        await here.store.moveJob(id, { from: 'preparing', to: 'done', lease });
      },
      { concurrency: 1 },
    );
    return { heard, listener };
  }

  async function done(id: string) {
    await expect.poll(async () => (await here.store.readJob(id))?.state, { timeout: 5000 }).toBe('done');
  }

  it('brings a job to a worker that nobody ever rang for', async () => {
    const job = aJob();
    await here.store.createJob(job);
    const { listener } = startWorker();

    startSweeper();

    await done(job.id);
    await listener.close();
  });

  it('brings a job to a worker whose ring was lost', async () => {
    const job = aJob();
    await here.store.createJob(job);
    await bell.ring(job.id);
    await here.redis.del(...(await here.redis.keys(`${here.keys.prefix}bullmq:*`)));
    await here.redis.hincrby(here.keys.ring(job.id), 'at', -30_000);
    const { heard, listener } = startWorker();

    startSweeper();

    await done(job.id);
    expect(heard).toEqual([job.id]);
    await listener.close();
  });

  it('brings a job to another worker when its worker was killed', { timeout: 20_000 }, async () => {
    const job = aJob();
    await here.store.createJob(job);
    const script = join(import.meta.dirname, 'dying-worker.mjs');
    const dying = spawn(process.execPath, [script, server.url, here.deployment], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    await bell.ring(job.id);
    const [line] = await once(dying.stdout, 'data');
    expect(String(line)).toBe(`leased ${job.id}\n`);
    const ended = once(dying, 'exit');
    dying.kill('SIGKILL');
    await ended;
    const { heard, listener } = startWorker();

    const timer = startSweeper();
    await expect.poll(() => fireUntil(timer, heard), { timeout: 5000 }).toEqual([job.id]);

    await done(job.id);
    await listener.close();
  });

  it('makes nothing happen twice when rings are repeated', async () => {
    const job = aJob();
    await here.store.createJob(job);
    for (let time = 0; time < 5; time++) await bell.ring(job.id);
    const { heard, listener } = startWorker();

    await expect.poll(() => heard.length).toBe(5);

    expect(await here.store.readJob(job.id)).toMatchObject({ state: 'done', revision: 3 });
    await listener.close();
  });
});

function fireUntil(timer: ReturnType<typeof handTimer>, heard: readonly string[]): readonly string[] {
  if (heard.length === 0) timer.fire();
  return heard;
}
