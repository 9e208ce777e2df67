import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createDoorbell, type Doorbell, type Listener } from '../../src/queue/bullmq.js';
import { startRedis, type TestRedis } from '../support/redis.js';
import { aJob, type Opened, openStore } from './harness.js';

let server: TestRedis;
let here: Opened;
let bell: Doorbell;
let errors: string[];
let listeners: Listener[];

beforeEach(async () => {
  server = await startRedis();
  here = await openStore(server);
  errors = [];
  listeners = [];
  bell = openBell();
});

afterEach(async () => {
  for (const listener of listeners) await listener.close();
  await bell.close();
  here.close();
  await server.stop();
});

function openBell(): Doorbell {
  return createDoorbell({
    redisUrl: server.url,
    deployment: here.deployment,
    onError: (error) => errors.push(error.message),
  });
}

function listen(onRing: (id: string) => Promise<void>, concurrency = 1): Listener {
  const listener = bell.listen(onRing, { concurrency });
  listeners.push(listener);
  return listener;
}

/** Keys of rings that BullMQ still has. */
function rings(): Promise<string[]> {
  return here.redis.keys(`${here.keys.prefix}bullmq:doorbell:status-*`);
}

describe('queue/bullmq', () => {
  it('carries nothing but the id of a job', async () => {
    const { id } = aJob();

    await bell.ring(id);

    const [ring = ''] = await rings();
    expect(ring).toMatch(new RegExp(`:${id}\\.1$`));
    expect(JSON.parse((await here.redis.hget(ring, 'data')) ?? '')).toEqual({ job: id });
    expect(JSON.parse((await here.redis.hget(ring, 'opts')) ?? '')).toMatchObject({ attempts: 1 });
  });

  it('is heard each time that it rings for the same job, and leaves nothing behind', async () => {
    const heard: string[] = [];
    const { id } = aJob();
    for (let time = 0; time < 3; time++) await bell.ring(id);

    listen(async (job) => void heard.push(job));

    await expect.poll(() => heard).toEqual([id, id, id]);
    await expect.poll(rings).toEqual([]);
  });

  it('reports what a listener throws, does not ring again for it and goes on', async () => {
    const heard: string[] = [];
    const [bad, good] = [aJob().id, aJob().id];
    listen(async (job) => {
      heard.push(job);
      if (job === bad) throw new Error('the agent died');
    });

    await bell.ring(bad);
    await bell.ring(good);

    await expect.poll(() => heard).toEqual([bad, good]);
    await expect.poll(() => errors).toEqual(['the agent died']);
    await expect.poll(rings).toEqual([]);
  });

  it('is heard by no more at a time than it may', async () => {
    let now = 0;
    let most = 0;
    let done = 0;
    let open = () => {};
    const gate = new Promise<void>((resolve) => {
      open = resolve;
    });
    listen(async () => {
      most = Math.max(most, ++now);
      await gate;
      now--;
      done++;
    }, 2);
    for (let time = 0; time < 5; time++) await bell.ring(aJob().id);

    await expect.poll(() => now).toBe(2);
    open();

    await expect.poll(() => done).toBe(5);
    expect(most).toBe(2);
  });

  it('waits for what is in hand when a listener closes', async () => {
    const events: string[] = [];
    let open = () => {};
    const gate = new Promise<void>((resolve) => {
      open = resolve;
    });
    const listener = listen(async () => {
      events.push('begun');
      await gate;
      events.push('ended');
    });
    await bell.ring(aJob().id);
    await expect.poll(() => events).toEqual(['begun']);

    const closed = listener.close().then(() => events.push('closed'));
    open();
    await closed;

    expect(events).toEqual(['begun', 'ended', 'closed']);
  });

  it('fails within 2 s while Redis is away and rings again when it is back', async () => {
    const heard: string[] = [];
    const { id } = aJob();
    listen(async (job) => void heard.push(job));
    await bell.ring(id);
    await expect.poll(() => heard).toEqual([id]);
    await server.kill();

    const started = performance.now();
    await expect(bell.ring(id)).rejects.toMatchObject({
      code: 'UNAVAILABLE',
      message: expect.stringContaining(`nobody was told of job ${id} yet`),
    });
    expect(performance.now() - started).toBeLessThan(2000);

    await server.restart();
    await expect.poll(() => rang(id), { timeout: 5000 }).toBe(true);
    await expect.poll(() => heard, { timeout: 10_000 }).toEqual([id, id]);
  });

  it('rings when it was made while Redis was away', async () => {
    const { id } = aJob();
    await server.kill();
    const early = openBell();
    await expect(early.ring(id)).rejects.toMatchObject({ code: 'UNAVAILABLE' });

    await server.restart();

    await expect
      .poll(
        () =>
          early.ring(id).then(
            () => true,
            () => false,
          ),
        { timeout: 5000 },
      )
      .toBe(true);
    await early.close();
  });

  it('does not begin anything for a ring that names no job', async () => {
    const heard: string[] = [];
    const { id } = aJob();
    await bell.ring(id);
    const [ring = ''] = await rings();
    await here.redis.hset(ring, 'data', '{"job":"; restart","more":1}');

    listen(async (job) => void heard.push(job));

    await expect.poll(() => errors).toEqual([expect.stringContaining('is not a job id')]);
    expect(heard).toEqual([]);
  });
});

function rang(id: string): Promise<boolean> {
  return bell.ring(id).then(
    () => true,
    () => false,
  );
}
