import { describe, expect, it } from 'vitest';
import { busySentence, wordsOf } from '../../src/queue/busy.js';
import type { JobState } from '../../src/queue/record.js';
import { runJob } from '../../src/queue/run-job.js';
import { aJob, handTimer, useStore } from './harness.js';
import { aStatus } from './reports.js';

const here = useStore();
const LEASE_MS = 60_000;

/** One ring of a job, in a worker that does everything at once. */
async function ring(id: string): Promise<void> {
  const done = async () => aStatus('x');
  const runners = { status: done, backup: done, preflight: done };
  const log = { error: () => {} };
  await runJob(id, { store: here.store, runners, timer: handTimer(), newOwner: () => id, leaseMs: LEASE_MS, log });
}

async function asked(kind: string, request: Record<string, boolean> = {}, more: object = {}): Promise<string> {
  const job = { ...aJob(), kind, request, ...more };
  await here.store.createJob(job);
  return job.id;
}

/** A change job that has the deployment, as far as so many states of its way. */
async function changing(...states: JobState[]): Promise<string> {
  const id = await asked('failover');
  await here.redis.del(here.keys.changing);
  await here.store.holdDeployment(id);
  let from: JobState = 'asked';
  for (const to of states) {
    await here.store.moveJob(id, { from, to });
    from = to;
  }
  return id;
}

const APPROVED = ['preparing', 'waiting-approval', 'approved'] as const;
const RUNNING = [...APPROVED, 'permit-wanted', 'running'] as const;
const claim = { attempt: 1, epoch: 1, at: '2026-11-24T03:00:00Z' };

describe('queue/busy', () => {
  it.each([
    { what: 'runs', states: RUNNING, says: 'is changing this deployment' },
    { what: 'waits for its permit', states: RUNNING.slice(0, -1), says: 'is changing this deployment' },
    { what: 'is late', states: [...RUNNING, 'late' as const], says: 'is late, and its cmdlet may still run' },
    {
      what: 'may still run',
      states: RUNNING,
      people: true,
      says: 'needs people: nobody knows whether its cmdlet still runs',
    },
  ])('starts no backup and no sync while another job $what, and names it; who only looks may', async (row) => {
    const change = await changing(...row.states);
    if ('people' in row) {
      const steps = [{ id: 'cms', title: 'Move', state: 'unknown' as const, claim }];
      await here.store.moveJob(change, { from: 'running', to: 'needs-people' }, { steps });
    }
    const backup = await asked('backup');
    const sync = await asked('preflight', { sync: true, deep: false });
    const looks = [await asked('preflight', { sync: false, deep: false }), await asked('status')];

    for (const id of [backup, sync, ...looks]) await ring(id);

    const [first, second, ...others] = await Promise.all([backup, sync, ...looks].map((id) => here.store.readJob(id)));
    expect(first).toMatchObject({ state: 'refused', sentence: expect.stringContaining(`Job ${change} ${row.says}`) });
    expect(second).toMatchObject({ state: 'refused', sentence: expect.stringContaining('preflight --sync does not') });
    expect(others.map((record) => record?.state)).toEqual(['done', 'done']);
  });

  it('lets the daily backup wait, says why, and takes it when the change has ended', async () => {
    const change = await changing(...RUNNING);
    const id = await asked('backup', {}, { source: 'schedule', sentence: 'One was missed.' });

    await ring(id);
    await ring(id);
    const sentence = `One was missed. It waits: ${busySentence({ id: change, state: 'running' }, 'a backup')}`;
    expect(await here.store.readJob(id)).toMatchObject({ state: 'asked', revision: 2, sentence });
    await here.store.moveJob(change, { from: 'running', to: 'done' });
    await ring(id);

    expect(await here.store.readJob(id)).toMatchObject({ state: 'done', sentence: 'One was missed.' });
  });

  it('is in the way of nobody once it has ended, waits for people at its gate, or is over for them', async () => {
    for (const states of [APPROVED, [...RUNNING, 'needs-people' as const], [...RUNNING, 'done' as const]]) {
      await changing(...states);
      expect(await here.store.busyChange()).toBeUndefined();
    }
  });

  it('is seen by a change that passes its gate, and sees it, whoever comes first', async () => {
    const change = await changing(...APPROVED);
    const backup = await asked('backup');
    await here.store.takeLease(backup, 'one', LEASE_MS);
    expect(await here.store.safeChangeInHand()).toMatchObject({ id: backup });

    expect(await here.store.busyChange()).toBeUndefined();
    await here.store.takeLease(change, 'other', LEASE_MS);
    expect(await here.store.busyChange()).toMatchObject({ id: change });
    const status = await asked('status');
    await here.store.moveJob(backup, { from: 'asked', to: 'cancelled' });
    await here.store.takeLease(status, 'third', LEASE_MS);
    expect(await here.store.safeChangeInHand()).toBeUndefined();
    expect(wordsOf({ kind: 'preflight', request: { sync: false, deep: true } })).toBe('preflight --deep');
  });
});
