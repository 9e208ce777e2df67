import { describe, expect, it } from 'vitest';
import { SfbError } from '../../src/errors.js';
import { type ReadRunners, type RunJobDeps, runJob } from '../../src/queue/run-job.js';
import { aJob, handTimer, useStore } from './harness.js';
import { aStatus } from './reports.js';

const here = useStore();

const LEASE_MS = 60_000;

async function asked(kind = 'status'): Promise<string> {
  const job = { ...aJob(), kind };
  await here.store.createJob(job);
  return job.id;
}

function worker(runners: ReadRunners, store: RunJobDeps['store'] = here.store) {
  let owners = 0;
  const timer = handTimer();
  const logged: object[] = [];
  const newOwner = () => `owner-${++owners}`;
  const log = { error: (data: object) => void logged.push(data) };
  const deps: RunJobDeps = { store, runners, timer, newOwner, leaseMs: LEASE_MS, log };
  return { deps, timer, logged, run: (id: string) => runJob(id, deps) };
}

function gate() {
  let open = () => {};
  const passed = new Promise<void>((resolve) => {
    open = resolve;
  });
  return { passed, open };
}

async function leaseUntil(id: string): Promise<number> {
  return Number(await here.redis.hget(here.keys.lease(id), 'until'));
}

describe('queue/run-job', () => {
  it('writes the report into the record and lets go of everything', async () => {
    const id = await asked();
    const { run, timer } = worker({ status: async () => aStatus('all well') });

    await run(id);

    expect(await here.store.readJob(id)).toMatchObject({ state: 'done', revision: 3, report: aStatus('all well') });
    expect(timer.waiting()).toEqual([]);
    expect(await leaseUntil(id)).toBeLessThan((await here.store.survey()).now + 1);
  });

  it('reads once for many rings at the same moment', async () => {
    const id = await asked();
    let reads = 0;
    const { run } = worker({
      status: async () => {
        reads++;
        return aStatus('x');
      },
    });

    await Promise.all(Array.from({ length: 20 }, () => run(id)));

    expect(reads).toBe(1);
    expect(await here.store.readJob(id)).toMatchObject({ state: 'done' });
  });

  it.each([
    { what: 'a job that is not there', prepare: async () => aJob().id },
    {
      what: 'a closed job',
      prepare: async () => {
        const id = await asked();
        await here.store.moveJob(id, { from: 'asked', to: 'cancelled' });
        return id;
      },
    },
    {
      what: 'a job that another worker has',
      prepare: async () => {
        const id = await asked();
        await here.store.takeLease(id, 'another', LEASE_MS);
        return id;
      },
    },
  ])('does nothing for $what', async ({ prepare }) => {
    const id = await prepare();
    const before = await here.store.readJob(id);
    const { run } = worker({ status: () => expect.unreachable() });

    await run(id);

    expect(await here.store.readJob(id)).toEqual(before);
  });

  it('reads again what a dead worker was reading', async () => {
    const id = await asked();
    await here.store.moveJob(id, { from: 'asked', to: 'preparing' });

    await worker({ status: async () => aStatus('again') }).run(id);

    expect(await here.store.readJob(id)).toMatchObject({ state: 'done', report: aStatus('again') });
  });

  it.each([
    {
      because: 'in our words',
      error: new SfbError('NO_ANSWER', 'fe1 did not answer.'),
      sentence: 'fe1 did not answer.',
    },
    { because: 'without inner words', error: new Error('ECONNRESET'), sentence: expect.not.stringContaining('ECONN') },
  ])('stops with a sentence, $because', async ({ error, sentence }) => {
    const id = await asked();
    const { run, logged } = worker({ status: () => Promise.reject(error) });

    await run(id);

    expect(await here.store.readJob(id)).toMatchObject({ state: 'stopped', sentence });
    expect(logged).toEqual([{ job: id, reason: error.message }]);
  });

  it('is left with its lease by a worker that ends, whatever comes of it later, and read by the next', async () => {
    const id = await asked();
    const leaving = new AbortController();
    const reading = gate();
    const { deps, timer } = worker({ status: () => reading.passed.then(() => aStatus('too late')) });
    const left = runJob(id, { ...deps, leaving: leaving.signal });
    await expect.poll(async () => (await here.store.readJob(id))?.state).toBe('preparing');
    leaving.abort();
    await left;
    reading.open();

    expect(timer.waiting()).toEqual([]);
    expect(await here.store.takeLease(id, 'another', LEASE_MS)).toBeUndefined();
    await here.redis.hset(here.keys.lease(id), 'until', '1');
    await worker({ status: async () => aStatus('again') }).run(id);
    expect(await here.store.readJob(id)).toMatchObject({ state: 'done', report: aStatus('again') });
  });

  it('stops a job of a kind it does not know, by name', async () => {
    const id = await asked('failover');

    await worker({}).run(id);

    expect(await here.store.readJob(id)).toMatchObject({
      state: 'stopped',
      sentence: expect.stringContaining('failover'),
    });
  });

  it('writes nothing when its lease was lost meanwhile', async () => {
    const id = await asked();
    const { run } = worker({
      status: async () => {
        await here.redis.hset(here.keys.lease(id), 'until', '1');
        await here.store.takeLease(id, 'another', LEASE_MS);
        return aStatus('too late');
      },
    });

    await expect(run(id)).rejects.toMatchObject({ code: 'CONFLICT' });

    expect(await here.store.readJob(id)).toMatchObject({ state: 'preparing', revision: 2 });
    expect(await here.store.takeLease(id, 'third', LEASE_MS)).toBeUndefined();
  });

  it('keeps its lease while it reads, and not a moment longer', async () => {
    const id = await asked();
    const reading = gate();
    const renewal = gate();
    const renewing = gate();
    const store: RunJobDeps['store'] = {
      ...here.store,
      renewLease: async (lease, ttlMs) => {
        const renewed = await here.store.renewLease(lease, ttlMs + 1);
        renewing.open();
        await renewal.passed;
        return renewed;
      },
    };
    const { run, timer } = worker({ status: () => reading.passed.then(() => aStatus('x')) }, store);
    const ended = run(id);
    await expect.poll(() => timer.waiting()).toEqual([LEASE_MS / 3]);
    const before = await leaseUntil(id);

    timer.fire();
    await renewing.passed;
    expect(await leaseUntil(id)).toBeGreaterThan(before);
    reading.open();
    await ended;
    renewal.open();
    await renewal.passed;

    await expect.poll(() => here.store.readJob(id)).toMatchObject({ state: 'done' });
    expect(timer.waiting()).toEqual([]);
  });

  it('keeps trying to renew while Redis is away, and stops once the lease is lost', async () => {
    const id = await asked();
    const reading = gate();
    const answers = [
      Promise.reject(new SfbError('UNAVAILABLE', 'away')),
      Promise.resolve(true),
      Promise.resolve(false),
    ];
    for (const answer of answers) answer.catch(() => undefined);
    const store = { ...here.store, renewLease: async () => (await answers.shift()) ?? expect.unreachable() };
    const { run, timer } = worker({ status: () => reading.passed.then(() => aStatus('x')) }, store);
    const ended = run(id);

    for (const left of [2, 1]) {
      await expect.poll(() => timer.waiting()).toEqual([LEASE_MS / 3]);
      timer.fire();
      await expect.poll(() => answers.length).toBe(left);
    }
    await expect.poll(() => timer.waiting()).toEqual([LEASE_MS / 3]);
    timer.fire();
    await expect.poll(() => answers.length).toBe(0);
    reading.open();
    await ended;

    expect(timer.waiting()).toEqual([]);
  });
});
