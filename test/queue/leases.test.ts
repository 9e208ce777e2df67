import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { startRedis, type TestRedis } from '../support/redis.js';
import { aJob, type Opened, openStore } from './harness.js';

let server: TestRedis;
let here: Opened;
let other: Opened;

beforeAll(async () => {
  server = await startRedis();
  here = await openStore(server);
  other = await openStore(server, here.deployment);
});

afterEach(() => {
  vi.useRealTimers();
});

afterAll(async () => {
  here.close();
  other.close();
  await server.stop();
});

const LONG = 60_000;

async function asked(): Promise<string> {
  const job = aJob();
  await here.store.createJob(job);
  return job.id;
}

async function leased(ttlMs: number) {
  const id = await asked();
  const lease = await here.store.takeLease(id, 'first', ttlMs);
  if (lease === undefined) throw new Error('nobody else could have this lease');
  return { id, lease };
}

describe('queue/leases', () => {
  it('gives a job to one of many', async () => {
    const id = await asked();

    const taken = await Promise.all(
      Array.from({ length: 50 }, (_, at) => (at % 2 ? here : other).store.takeLease(id, `owner-${at}`, LONG)),
    );

    expect(taken.filter((lease) => lease !== undefined)).toEqual([expect.objectContaining({ job: id, epoch: 1 })]);
  });

  it('does not give a second lease to an owner that has one', async () => {
    const { id } = await leased(LONG);

    expect(await here.store.takeLease(id, 'first', LONG)).toBeUndefined();
  });

  it('runs out, and then counts for nothing', async () => {
    const { id, lease } = await leased(40);

    await expect.poll(() => other.store.takeLease(id, 'second', LONG)).toEqual({ job: id, owner: 'second', epoch: 2 });

    expect(await here.store.renewLease(lease, LONG)).toBe(false);
    expect(await here.store.releaseLease(lease)).toBe(false);
    const move = here.store.moveJob(id, { from: 'asked', to: 'preparing', lease });
    await expect(move).rejects.toMatchObject({ code: 'CONFLICT', details: { lease: 'lost' } });
    await expect(move).rejects.toThrow('is not held by first with epoch 1 any more');
    expect(await here.store.readJob(id)).toMatchObject({ state: 'asked', revision: 1 });
  });

  it('is lost once it has run out, even if nobody else wants it', async () => {
    const { id, lease } = await leased(20);
    await expect.poll(async () => (await here.store.survey()).now > (await untilOf(id))).toBe(true);

    expect(await here.store.renewLease(lease, LONG)).toBe(false);
    await expect(here.store.moveJob(id, { from: 'asked', to: 'preparing', lease })).rejects.toMatchObject({
      code: 'CONFLICT',
    });
  });

  it('lives by the clock of Redis, whatever the clock of this process says', async () => {
    const { id, lease } = await leased(LONG);

    vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 24 * 3_600_000 });

    expect(await other.store.takeLease(id, 'second', LONG)).toBeUndefined();
    expect(await here.store.renewLease(lease, LONG)).toBe(true);
    expect(await here.store.moveJob(id, { from: 'asked', to: 'preparing', lease })).toMatchObject({ revision: 2 });
  });

  it('is longer after it was renewed', async () => {
    const { id, lease } = await leased(1000);
    const before = await untilOf(id);

    expect(await here.store.renewLease(lease, LONG)).toBe(true);

    expect(await untilOf(id)).toBeGreaterThan(before + LONG / 2);
  });

  it('is free at once when it is given back, and the next epoch is higher', async () => {
    const { id, lease } = await leased(LONG);

    expect(await here.store.releaseLease(lease)).toBe(true);

    expect(await here.store.renewLease(lease, LONG)).toBe(false);
    expect(await other.store.takeLease(id, 'second', LONG)).toMatchObject({ epoch: 2 });
    expect(await here.store.releaseLease(lease)).toBe(false);
  });

  it.each([
    { above: 0, epoch: 2 },
    { above: 1, epoch: 2 },
    { above: 41, epoch: 42 },
  ])('has epoch $epoch when the targets have seen $above and Redis 1', async ({ above, epoch }) => {
    const { id, lease } = await leased(LONG);
    await here.store.releaseLease(lease);

    expect(await here.store.takeLease(id, 'second', LONG, { above })).toMatchObject({ epoch });
  });

  it.each([
    { wrong: 'owner', change: { owner: 'somebody' } },
    { wrong: 'epoch', change: { epoch: 2 } },
  ])('is of no use with another $wrong', async ({ change }) => {
    const { id, lease } = await leased(LONG);
    const forged = { ...lease, ...change };

    expect(await here.store.renewLease(forged, LONG)).toBe(false);
    expect(await here.store.releaseLease(forged)).toBe(false);
    await expect(here.store.moveJob(id, { from: 'asked', to: 'preparing', lease: forged })).rejects.toMatchObject({
      code: 'CONFLICT',
    });
  });

  it('is not given for a job that is closed or not there', async () => {
    const id = await asked();
    await here.store.moveJob(id, { from: 'asked', to: 'cancelled' });

    expect(await here.store.takeLease(id, 'first', LONG)).toBeUndefined();
    expect(await here.store.takeLease(aJob().id, 'first', LONG)).toBeUndefined();
  });
});

async function untilOf(id: string): Promise<number> {
  const { jobs } = await here.store.survey();
  return jobs.find((job) => job.id === id)?.leaseUntil ?? 0;
}
