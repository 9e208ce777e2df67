import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createLink } from '../../src/queue/link.js';
import { createThreadStore } from '../../src/queue/threads.js';
import type { SubscribeWakes, Wake } from '../../src/queue/wakes.js';
import { startRedis, type TestRedis } from '../support/redis.js';
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

describe('queue/wakes', () => {
  it('hears of every change that was made and of none that was refused', async () => {
    const wakes: Wake[] = [];
    const end = await here.store.subscribeWakes((wake) => wakes.push(wake));
    const job = aJob();

    await here.store.createJob(job, { triggerId: 'once' });
    await here.store.createJob(aJob(), { triggerId: 'once' });
    await here.store.moveJob(job.id, { from: 'asked', to: 'preparing' });
    await here.store.moveJob(job.id, { from: 'asked', to: 'cancelled' }).catch(() => undefined);
    await here.store.patchJob(job.id, { state: 'preparing' }, { sentence: 'x' });

    await expect.poll(() => wakes).toEqual([1, 2, 3].map((revision) => ({ kind: 'job', job: job.id, revision })));
    await end();
  });

  it('says that changes may have been missed after Redis was away, and hears again', async () => {
    const wakes: Wake[] = [];
    const job = aJob();
    await here.store.createJob(job);
    const end = await here.store.subscribeWakes((wake) => wakes.push(wake));

    await server.kill();
    await server.restart();

    await expect.poll(() => wakes).toEqual([{ kind: 'resync' }]);
    await expect.poll(() => here.redis.status).toBe('ready');
    await here.store.moveJob(job.id, { from: 'asked', to: 'cancelled' });
    await expect.poll(() => wakes.at(-1)).toEqual({ kind: 'job', job: job.id, revision: 2 });
    await end();
  });

  it('wakes every unfinished thread when changes may have been missed', async () => {
    const job = aJob();
    await here.store.createJob(job);
    const woken: string[] = [];
    let resync = () => {};
    const subscribe: SubscribeWakes = async (callback) => {
      resync = () => callback({ kind: 'resync' });
      return async () => {};
    };
    const threads = createThreadStore(createLink(here.redis), here.keys, here.store, subscribe);
    await threads.subscribeWakes((id) => woken.push(id));

    resync();

    await expect.poll(() => woken).toEqual([job.id]);
  });

  it('does not listen to anything else on its channel', async () => {
    const wakes: Wake[] = [];
    const end = await here.store.subscribeWakes((wake) => wakes.push(wake));
    const job = aJob();

    for (const text of ['', '{', '{"job":1}', '{"job":"x","revision":1,"more":true}']) {
      await here.redis.publish(here.keys.wake, text);
    }
    await here.store.createJob(job);

    await expect.poll(() => wakes).toEqual([{ kind: 'job', job: job.id, revision: 1 }]);
    await end();
  });
});
