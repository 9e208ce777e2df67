import { randomInt } from 'node:crypto';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { newJobId } from '../../src/queue/ids.js';
import { runJob } from '../../src/queue/run-job.js';
import { createSchedule, type Schedule, type ScheduleDeps } from '../../src/queue/schedule.js';
import { wanted } from '../../src/slack/thread.js';
import { startRedis, type TestRedis } from '../support/redis.js';
import { handTimer, type Opened, openStore } from './harness.js';
import { aStatus } from './reports.js';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

describe('queue/schedule', () => {
  let server: TestRedis;
  let opened: Opened;
  let started: Schedule[];
  beforeAll(async () => {
    server = await startRedis();
  });
  afterAll(() => server.stop());
  beforeEach(async () => {
    opened = await openStore(server);
    started = [];
  });
  afterEach(async () => {
    for (const one of started) await one.stop();
    opened.close();
  });

  /** The time of day that was so many hours ago by Redis, and the day of that run. */
  async function ago(hours: number): Promise<{ at: string; day: number }> {
    const then = Math.floor(((await opened.store.redisNow()) - hours * HOUR) / 60_000) * 60_000;
    return { at: new Date(then).toISOString().slice(11, 16), day: Math.floor(then / DAY) };
  }

  function worker(at: string, more: Partial<ScheduleDeps> = {}) {
    const timer = handTimer();
    const rung: string[] = [];
    const errors: unknown[] = [];
    const audit: string[] = [];
    const schedule = createSchedule({
      store: opened.store,
      pairs: ['london'],
      at,
      lab: true,
      newId: () => newJobId('backup', randomInt),
      ring: async (job) => void rung.push(job),
      audit: async (kind, body) => void audit.push(`${kind} ${body.kind} by ${body.by}`),
      timer,
      onError: (error) => errors.push(error),
      ...more,
    });
    started.push(schedule);
    const looked = () => expect.poll(() => timer.waiting(), { timeout: 10_000 }).toEqual([30_000]);
    return {
      rung,
      errors,
      audit,
      begin: async () => {
        schedule.start();
        await looked();
      },
      tick: async () => {
        timer.fire();
        await looked();
      },
    };
  }

  const jobs = () => opened.store.recentJobs('london', 10);

  it('asks for one backup a day, in its time, for the bot’s own channel', async () => {
    const { at, day } = await ago(0);
    await opened.store.putScheduled('london', { day: day - 1, at });
    const one = worker(at);

    await one.begin();
    await one.tick();

    const [id = '', ...more] = await jobs();
    expect(more).toEqual([]);
    expect(one.rung).toEqual([id]);
    expect(one.audit).toEqual(['request backup by the schedule']);
    const record = await opened.store.readJob(id);
    expect(record).toMatchObject({ kind: 'backup', source: 'schedule', channel: '', state: 'asked', lab: true });
    expect(record?.sentence).toBeUndefined();
    expect((await opened.store.lastScheduled('london')).last).toEqual({ day, at });
    await opened.store.forgetScheduled('london');
    expect((await opened.store.lastScheduled('london')).last).toBeUndefined();
  });

  it('asks for nothing that the audit cannot write down, and tries again', async () => {
    const { at, day } = await ago(0);
    await opened.store.putScheduled('london', { day: day - 1, at });
    let full = true;
    const one = worker(at, { audit: async () => (full ? Promise.reject(new Error('ENOSPC')) : undefined) });

    await one.begin();
    expect([await jobs(), one.errors]).toEqual([[], [new Error('ENOSPC')]]);
    full = false;
    await one.tick();

    expect(await jobs()).toHaveLength(1);
  });

  it('makes one record of two workers that look at once, twenty times', async () => {
    const { at, day } = await ago(1);
    for (let turn = 0; turn < 20; turn += 1) {
      const pair = `pair-${turn}`;
      await opened.store.putScheduled(pair, { day: day - 1, at });
      const workers = [worker(at, { pairs: [pair] }), worker(at, { pairs: [pair] })];
      await Promise.all(workers.map(({ begin }) => begin()));

      expect(await opened.store.recentJobs(pair, 10)).toHaveLength(1);
      expect(workers.flatMap(({ rung }) => rung)).toHaveLength(1);
      expect(workers.flatMap(({ errors }) => errors)).toEqual([]);
    }
  });

  it('makes no second record when a worker died before it noted the day', async () => {
    const { at, day } = await ago(1);
    await opened.store.putScheduled('london', { day: day - 1, at });
    const dies = { ...opened.store, putScheduled: () => Promise.reject(new Error('killed')) };
    const first = worker(at, { store: dies });
    await first.begin();
    await first.tick();
    await worker(at).begin();

    expect(await jobs()).toHaveLength(1);
    expect(first.errors).toHaveLength(2);
    expect((await opened.store.lastScheduled('london')).last).toEqual({ day, at });
  });

  it('takes nothing and reports nothing at a first start long after the time', async () => {
    const { at, day } = await ago(5);

    await worker(at).begin();

    expect(await jobs()).toEqual([]);
    expect((await opened.store.lastScheduled('london')).last).toEqual({ day, at });
  });

  it('goes on with the other pairs, and tries again, when one cannot be asked for', async () => {
    const { at, day } = await ago(1);
    for (const pair of ['london', 'paris']) await opened.store.putScheduled(pair, { day: day - 1, at });
    let away = true;
    const createJob: ScheduleDeps['store']['createJob'] = (job, options) =>
      away && job.pair === 'london' ? Promise.reject(new Error('away')) : opened.store.createJob(job, options);
    const one = worker(at, { pairs: ['london', 'paris'], store: { ...opened.store, createJob } });

    await one.begin();
    expect([await jobs(), await opened.store.recentJobs('paris', 10)]).toEqual([[], [expect.any(String)]]);
    away = false;
    await one.tick();

    expect(await jobs()).toHaveLength(1);
    expect(one.errors).toHaveLength(1);
  });

  it('takes a missed backup now, and the card says which one was missed, before and after it is taken', async () => {
    const { at, day } = await ago(3);
    await opened.store.putScheduled('london', { day: day - 3, at });
    const one = worker(at);

    await one.begin();
    await one.tick();

    const [id = ''] = one.rung;
    expect(await jobs()).toEqual([id]);
    const date = (back: number) => new Date((day - back) * DAY).toISOString().slice(0, 10);
    const missed = `The daily backups from ${date(2)} to ${date(0)} were not taken at ${at} UTC`;
    const card = async () => JSON.stringify(wanted((await opened.store.readJob(id)) as never)[0]);
    expect(await card()).toContain(missed);
    expect(await card()).toContain('asked for by the schedule');
    await runJob(id, {
      store: opened.store,
      runners: { backup: async () => aStatus('The set is good.') },
      timer: handTimer(),
      newOwner: () => 'one',
      leaseMs: 60_000,
      log: { error: () => {} },
    });
    expect((await opened.store.readJob(id))?.state).toBe('done');
    expect(await card()).toContain(missed);
  });
});
