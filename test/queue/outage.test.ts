import { once } from 'node:events';
import { type AddressInfo, connect, createServer } from 'node:net';
import type { Redis } from 'ioredis';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { connectRedis } from '../../src/queue/redis.js';
import { createStore, type Store } from '../../src/queue/store.js';
import { freePort, startRedis, type TestRedis } from '../support/redis.js';
import { aJob, type Opened, openStore } from './harness.js';

let server: TestRedis;
let here: Opened;

beforeEach(async () => {
  server = await startRedis();
  here = await openStore(server);
});

afterEach(async () => {
  here.close();
  await server.stop();
});

/** A store on this connection, in the deployment of `here`. */
function storeOn(redis: Redis): Store {
  const openSubscriber = () => connectRedis(server.url, 'worker');
  return createStore({ redis, openSubscriber, deployment: here.deployment });
}

/** The same connection, on which something happens right after Redis gave its time: the worst moment for a write. */
function afterTime(happens: () => unknown): Redis {
  return new Proxy(here.redis, {
    get(redis, name) {
      if (name !== 'time') return Reflect.get(redis, name);
      return async () => {
        const time = await redis.time();
        await happens();
        return time;
      };
    },
  });
}

/** A way to Redis that breaks once, instead of passing on the first script. */
async function breakingLine(port: number) {
  let broken = false;
  const line = createServer((client) => {
    const redis = connect(port, '127.0.0.1');
    for (const end of [client, redis]) end.on('error', () => undefined);
    client.on('close', () => redis.destroy());
    redis.pipe(client);
    client.on('data', (chunk) => {
      if (broken || !/\beval\b/i.test(chunk.toString())) return void redis.write(chunk);
      broken = true;
      client.destroy();
    });
  });
  line.listen(0, '127.0.0.1');
  await once(line, 'listening');
  return { port: (line.address() as AddressInfo).port, broken: () => broken, close: () => line.close() };
}

/** How it was refused, and after how many milliseconds. */
async function refusal(run: () => Promise<unknown>) {
  const started = performance.now();
  const error: unknown = await run().then(
    () => new Error('it was not refused'),
    (cause: unknown) => cause,
  );
  return { error, ms: performance.now() - started };
}

/** Until this connection works again. */
async function back(): Promise<void> {
  await expect.poll(() => here.redis.status, { timeout: 5000 }).toBe('ready');
}

describe('queue: Redis ended by SIGKILL', () => {
  it('loses nothing that was acknowledged', async () => {
    const jobs = Array.from({ length: 300 }, aJob);
    const acknowledged: string[] = [];
    const writing = jobs.map(async (job, at) => {
      await here.store.createJob(job, { triggerId: `trigger ${job.id}` });
      acknowledged.push(job.id);
      if (at === 100) await server.kill();
    });
    await Promise.allSettled(writing);
    await server.restart();
    await back();

    expect(acknowledged.length).toBeGreaterThan(100);
    const open = new Set(await here.store.openJobs());
    expect(acknowledged.filter((id) => !open.has(id))).toEqual([]);
    for (const id of open) expect(await here.store.readJob(id)).toMatchObject({ state: 'asked', revision: 1 });
  });

  it('keeps states, leases with their epochs, triggers and what was posted', async () => {
    const job = aJob();
    await here.store.createJob(job, { triggerId: 'once' });
    const first = await here.store.takeLease(job.id, 'first', 60_000, { above: 6 });
    if (first === undefined) throw new Error('nobody else could have this lease');
    const moved = await here.store.moveJob(job.id, { from: 'asked', to: 'preparing', lease: first }, { sentence: 'x' });
    await here.store.threads.savePosted(job.id, 'card', { ts: '1.2', hash: 'h' });

    await server.kill();
    await server.restart();
    await back();

    expect(await here.store.readJob(job.id)).toEqual(moved);
    expect(await here.store.takeLease(job.id, 'second', 60_000)).toBeUndefined();
    expect(await here.store.renewLease(first, 60_000)).toBe(true);
    expect(await here.store.createJob(aJob(), { triggerId: 'once' })).toEqual({ id: job.id, replayed: true });
    expect(await here.store.threads.posted(job.id)).toEqual({ card: { ts: '1.2', hash: 'h' } });
    expect(await here.store.releaseLease(first)).toBe(true);
    expect(await here.store.takeLease(job.id, 'second', 60_000)).toMatchObject({ epoch: 8 });
  });
});

describe('queue: Redis away', () => {
  it('refuses a job within 2 s, and nothing of it is there when Redis is back', async () => {
    const job = aJob();
    await server.kill();

    for (let time = 0; time < 3; time++) {
      const { error, ms } = await refusal(() => here.store.createJob(job, { triggerId: 'once' }));
      expect(error).toMatchObject({
        code: 'UNAVAILABLE',
        message: expect.stringMatching(/^Redis is not reachable .*; nothing was queued\. Check/),
      });
      expect(ms).toBeLessThan(2000);
    }

    await server.restart();
    await back();
    expect(await here.redis.dbsize()).toBe(0);
    expect(await here.store.createJob(job, { triggerId: 'once' })).toEqual({ id: job.id, replayed: false });
  });

  it('refuses a job when it was never there', async () => {
    const redis = connectRedis(`redis://127.0.0.1:${await freePort()}`, 'producer');

    const { error, ms } = await refusal(() => storeOn(redis).createJob(aJob()));

    expect(error).toMatchObject({ code: 'UNAVAILABLE' });
    expect(ms).toBeLessThan(2000);
    redis.disconnect();
  });

  it('refuses within 2 s what a halted Redis does not answer, and never does it later', async () => {
    const job = aJob();
    server.pause();

    const { error, ms } = await refusal(() => here.store.createJob(job));

    expect(error).toMatchObject({ code: 'UNAVAILABLE', message: expect.stringContaining('; nothing was queued.') });
    expect(ms).toBeLessThan(2300);
    server.resume();
    await here.redis.ping();
    expect(await here.store.readJob(job.id)).toBeUndefined();
  });

  it('does not do later what was already sent when Redis halted', async () => {
    const job = aJob();
    const halting = storeOn(afterTime(() => server.pause()));

    const { error, ms } = await refusal(() => halting.createJob(job));

    expect(error).toMatchObject({
      code: 'UNAVAILABLE',
      message: expect.stringContaining('; it is not known whether anything was queued.'),
    });
    expect(ms).toBeLessThan(2300);
    server.resume();
    await here.redis.ping();
    expect(await here.store.readJob(job.id)).toBeUndefined();
    expect(await here.store.openJobs()).toEqual([]);
  });

  it('does not send again what was under way when the connection broke', async () => {
    const job = aJob();
    const line = await breakingLine(server.port);
    const redis = connectRedis(`redis://127.0.0.1:${line.port}`, 'producer');
    await expect.poll(() => redis.status).toBe('ready');

    const { error } = await refusal(() => storeOn(redis).createJob(job));
    await expect.poll(() => redis.status, { timeout: 5000 }).toBe('ready');
    await redis.ping();

    expect(line.broken()).toBe(true);
    expect(error).toMatchObject({ code: 'UNAVAILABLE', message: expect.stringContaining('the connection broke') });
    expect(await here.store.readJob(job.id)).toBeUndefined();
    redis.disconnect();
    line.close();
  });

  it('writes no half of a job into a Redis that is full', async () => {
    const job = aJob();
    await here.redis.config('SET', 'maxmemory', '1');

    const { error } = await refusal(() => here.store.createJob(job, { triggerId: 'full' }));

    expect(error).toMatchObject({ code: 'UNAVAILABLE', message: expect.stringMatching(/OOM.*; nothing was queued\./) });
    expect(await here.redis.dbsize()).toBe(0);
  });

  it('answers no question with a default', { timeout: 20_000 }, async () => {
    const { store } = here;
    const { threads } = store;
    const { id } = aJob();
    const lease = { job: id, owner: 'first', epoch: 1 };
    const calls: Record<string, () => Promise<unknown>> = {
      readJob: () => store.readJob(id),
      openJobs: () => store.openJobs(),
      recentJobs: () => store.recentJobs('london', 3),
      moveJob: () => store.moveJob(id, { from: 'asked', to: 'preparing' }),
      patchJob: () => store.patchJob(id, { state: 'asked' }, {}),
      takeLease: () => store.takeLease(id, 'first', 1000),
      renewLease: () => store.renewLease(lease, 1000),
      releaseLease: () => store.releaseLease(lease),
      survey: () => store.survey(),
      beat: () => store.beat('worker-1', { ttlMs: 1000, info: {} }),
      leave: () => store.leave('worker-1'),
      listWorkers: () => store.listWorkers(),
      announceDigest: () => store.announceDigest('bot', 'abc', 1000),
      withdrawDigest: () => store.withdrawDigest('bot', 'abc'),
      otherDigests: () => store.otherDigests('abc'),
      freeze: () => store.freeze({ teamId: 'T1', userId: 'U1' }, 'x'),
      thaw: () => store.thaw(),
      frozen: () => store.frozen(),
      getStatus: () => store.getStatus('london'),
      lastStatuses: () => store.lastStatuses('london'),
      subscribeWakes: () => store.subscribeWakes(() => undefined),
      unfinishedThreads: () => threads.unfinishedThreads(),
      posted: () => threads.posted(id),
      savePosted: () => threads.savePosted(id, 'card', { hash: 'h' }),
      threadComplete: () => threads.threadComplete(id),
      takeRenderer: () => threads.takeRenderer(id, 'me', 1000),
      releaseRenderer: () => threads.releaseRenderer(id, 'me'),
      subscribeThreads: () => threads.subscribeWakes(() => undefined),
    };
    await server.kill();

    for (const [name, call] of Object.entries(calls)) {
      const { error, ms } = await refusal(call);
      expect(error, name).toMatchObject({ code: 'UNAVAILABLE' });
      expect(ms, name).toBeLessThan(2300);
    }
  });
});
