import { describe, expect, it } from 'vitest';
import { aJob, useStore } from './harness.js';

const here = useStore();

async function asked(): Promise<string> {
  const job = aJob();
  await here.store.createJob(job);
  return job.id;
}

describe('queue/threads', () => {
  it('lists a thread until it is complete, also after the job was closed', async () => {
    const { threads } = here.store;
    const id = await asked();
    await threads.savePosted(id, 'card', { ts: '1.2', hash: 'h' });

    await here.store.moveJob(id, { from: 'asked', to: 'cancelled' });
    expect(await threads.unfinishedThreads()).toContain(id);
    await threads.threadComplete(id);

    expect(await threads.unfinishedThreads()).not.toContain(id);
    expect(await threads.posted(id)).toEqual({ card: { ts: '1.2', hash: 'h' } });
    expect(await here.redis.pttl(here.keys.posted(id))).toBeGreaterThan(0);
  });

  it('knows what was posted, and what was only begun', async () => {
    const { threads } = here.store;
    const id = await asked();
    expect(await threads.posted(id)).toEqual({});

    await threads.savePosted(id, 'card', { hash: 'a' });
    await threads.savePosted(id, 'report', { hash: 'b' });
    await threads.savePosted(id, 'card', { ts: '1.2', hash: 'c' });

    expect(await threads.posted(id)).toEqual({ card: { ts: '1.2', hash: 'c' }, report: { hash: 'b' } });
  });

  it('lets one bot render a job at a time', async () => {
    const { threads } = here.store;
    const id = await asked();

    expect(await threads.takeRenderer(id, 'bot-1', 60_000)).toBe(true);
    expect(await threads.takeRenderer(id, 'bot-2', 60_000)).toBe(false);
    expect(await threads.takeRenderer(id, 'bot-1', 60_000)).toBe(true);
    await threads.releaseRenderer(id, 'bot-2');
    expect(await threads.takeRenderer(id, 'bot-2', 60_000)).toBe(false);
    await threads.releaseRenderer(id, 'bot-1');
    expect(await threads.takeRenderer(id, 'bot-2', 60_000)).toBe(true);
  });

  it('lets another bot render when the first fell silent', async () => {
    const { threads } = here.store;
    const id = await asked();
    await threads.takeRenderer(id, 'bot-1', 30);

    await expect.poll(() => threads.takeRenderer(id, 'bot-2', 60_000)).toBe(true);
  });

  it('wakes for each job that changes', async () => {
    const woken: string[] = [];
    const end = await here.store.threads.subscribeWakes((id) => woken.push(id));

    const id = await asked();

    await expect.poll(() => woken).toEqual([id]);
    await end();
  });
});
