import { describe, expect, it } from 'vitest';
import { createParts } from '../../src/queue/parts.js';
import { runJob } from '../../src/queue/run-job.js';
import { aJob, handTimer, useStore } from './harness.js';
import { aStatus } from './reports.js';

const here = useStore();

const titles = async (id: string) =>
  (await here.store.readJob(id))?.steps.map(({ title, state }) => `${title}: ${state}`);

async function running(end: (tell: (what: string) => void) => Promise<void>) {
  const { id } = await here.store.createJob({ ...aJob(), kind: 'backup' });
  const runners = {
    backup: async (_record: unknown, tell: (what: string) => void) => {
      tell('Export-CsConfiguration');
      tell('Export-CsLisConfiguration');
      await end(tell);
      return aStatus('all well');
    },
  };
  const deps = { store: { ...here.store, busyChange: async () => undefined }, runners, timer: handTimer() };
  const run = runJob(id, { ...deps, newOwner: () => 'me', leaseMs: 60_000, log: { error: () => {} } });
  return { id, run };
}

describe('the parts of a job without a plan', () => {
  it('are steps of its record while it runs, and done at its end', async () => {
    let go = () => {};
    const held = new Promise<void>((resolve) => {
      go = resolve;
    });
    const { id, run } = await running(() => held);

    await expect.poll(() => titles(id)).toEqual(['Export-CsConfiguration: done', 'Export-CsLisConfiguration: running']);
    go();
    await run;

    expect(await titles(id)).toEqual(['Export-CsConfiguration: done', 'Export-CsLisConfiguration: done']);
    expect((await here.store.readJob(id))?.state).toBe('done');
  });

  it('show what the running one says, the newest of it, in few writes', async () => {
    const { id } = await here.store.createJob({ ...aJob(), kind: 'backup' });
    let writes = 0;
    const patchJob: typeof here.store.patchJob = async (...args) => {
      writes += 1;
      return await here.store.patchJob(...args);
    };
    const lease = await here.store.takeLease(id, 'me', 60_000);
    if (lease === undefined) throw new Error('no lease');
    await here.store.moveJob(id, { from: 'asked', to: 'preparing', lease });
    const parts = createParts(id, lease, { patchJob });

    parts.tell('Export-CsConfiguration');
    for (let percent = 0; percent <= 100; percent += 1) parts.tell('Export-CsConfiguration', `${percent} %`);

    await expect.poll(async () => (await here.store.readJob(id))?.steps).toMatchObject([{ said: '100 %' }]);
    expect(writes).toBeLessThan(4);
  });

  it('say which one failed', async () => {
    const { id, run } = await running(async () => Promise.reject(new Error('the share is full')));
    await run;

    expect(await titles(id)).toEqual(['Export-CsConfiguration: done', 'Export-CsLisConfiguration: failed']);
    expect((await here.store.readJob(id))?.state).toBe('stopped');
  });

  it('that cannot be written stop nothing', async () => {
    const { id } = await here.store.createJob({ ...aJob(), kind: 'backup' });
    const patchJob = async () => Promise.reject(new Error('Redis is away'));
    const runners = {
      backup: async (_record: unknown, tell: (what: string) => void) => {
        tell('Export-CsConfiguration');
        return aStatus('all well');
      },
    };
    const store = { ...here.store, patchJob, busyChange: async () => undefined };
    const deps = { store, runners, timer: handTimer(), newOwner: () => 'me', leaseMs: 60_000 };
    await runJob(id, { ...deps, log: { error: () => {} } });

    expect((await here.store.readJob(id))?.state).toBe('done');
  });
});
