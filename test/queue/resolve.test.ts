import { describe, expect, it } from 'vitest';
import type { StepRecord } from '../../src/queue/record.js';
import { resolveJob } from '../../src/queue/resolve.js';
import { aJob, useStore } from './harness.js';

const here = useStore();

const claim = { attempt: 1, epoch: 3, at: '2026-11-24T14:00:00.000Z' };
const outcome = { ok: false, at: claim.at, ms: 1000, text: 'refused' };
const step = (change: Partial<StepRecord>): StepRecord => ({
  id: 'cms',
  title: 'Move the CMS',
  state: 'unknown',
  ...change,
});

/** A job that needs people, with one step as given. */
async function needing(change: Partial<StepRecord>): Promise<string> {
  const { id } = await here.store.createJob(aJob());
  await here.store.moveJob(id, { from: 'asked', to: 'preparing' });
  await here.store.moveJob(id, { from: 'preparing', to: 'needs-people' }, { steps: [step(change)] });
  return id;
}

const as = (userId: string) => ({
  by: { teamId: 'T0LAB', userId },
  at: '2026-11-24T14:05:00.000Z',
  reason: `${userId} has looked`,
});
const end = (id: string, userId: string) => resolveJob(here.store, id, 'end', { ...as(userId), saw: 'gone' });

describe('a job that needs people', () => {
  it.each([
    { what: 'nothing was begun', change: {} },
    { what: 'what was begun has an outcome', change: { claim, outcome } },
    { what: 'what was begun was seen to be done', change: { claim, state: 'done' as const } },
  ])('is ended by one person when $what', async ({ change }) => {
    const id = await needing(change);

    expect(await end(id, 'U0BEN')).toBe('ended');

    expect(await here.store.readJob(id)).toMatchObject({
      state: 'stopped',
      sentence: 'Ended where it was: U0BEN has looked',
      endings: [{ by: { userId: 'U0BEN' } }],
    });
  });

  it('takes two people to end while nobody knows whether its cmdlet still runs, and one person counts once', async () => {
    const id = await needing({ claim });

    expect(await end(id, 'U0BEN')).toBe('one-more');
    expect(await end(id, 'U0BEN')).toBe('one-more');
    expect(await here.store.readJob(id)).toMatchObject({
      state: 'needs-people',
      sentence: 'Nobody knows whether "Move the CMS" still runs, so ending it takes one more person.',
      endings: [{ by: { userId: 'U0BEN' }, saw: 'gone' }],
    });
    expect(await end(id, 'U0CAT')).toBe('ended');
    expect((await here.store.readJob(id))?.endings?.map(({ by }) => by.userId)).toEqual(['U0BEN', 'U0CAT']);
  });

  it('takes as many as the gate asked for', async () => {
    const id = await needing({ claim });
    const store = { ...here.store, readGate: async () => ({ policy: { quorum: 3 } }) as never };
    const by = (userId: string) => resolveJob(store, id, 'end', { ...as(userId), saw: 'restarted' });

    expect([await by('U0BEN'), await by('U0CAT')]).toEqual(['one-more', 'one-more']);
    expect((await here.store.readJob(id))?.sentence).toContain('one more person');
    expect(await by('U0DAN')).toBe('ended');
  });

  it('is not ended without what was seen on the server while a cmdlet may still run', async () => {
    const id = await needing({ claim });

    await expect(resolveJob(here.store, id, 'end', as('U0BEN'))).rejects.toMatchObject({
      code: 'BAD_REQUEST',
      message: expect.stringContaining('asks what you saw'),
    });
    expect((await here.store.readJob(id))?.endings).toBeUndefined();
  });

  it('is ended while its cmdlet is late, and looked at again only when it needs people', async () => {
    const { id } = await here.store.createJob(aJob());
    await here.store.moveJob(id, { from: 'asked', to: 'preparing' });
    await here.store.moveJob(id, { from: 'preparing', to: 'running' }).catch(() => undefined);
    await here.redis.hset(here.keys.job(id), 'state', '"late"', 'steps', JSON.stringify([step({ claim })]));

    await expect(resolveJob(here.store, id, 'look', as('U0BEN'))).rejects.toMatchObject({ code: 'CONFLICT' });
    expect([await end(id, 'U0BEN'), await end(id, 'U0CAT')]).toEqual(['one-more', 'ended']);
    expect((await here.store.readJob(id))?.state).toBe('stopped');
  });

  it('forgets who wanted it ended when it looks again', async () => {
    const id = await needing({ claim });
    await end(id, 'U0BEN');

    expect(await resolveJob(here.store, id, 'look', as('U0CAT'))).toBe('looks');
    await here.store.moveJob(id, { from: 'running', to: 'needs-people' });

    expect(await end(id, 'U0CAT')).toBe('one-more');
  });

  it('counts one of two people who end it at the same moment, and tells the other', async () => {
    const id = await needing({ claim });

    const ends = await Promise.allSettled([end(id, 'U0BEN'), end(id, 'U0CAT')]);

    expect(ends.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    expect(ends.find(({ status }) => status === 'rejected')).toMatchObject({ reason: { code: 'CONFLICT' } });
    expect((await here.store.readJob(id))?.state).toBe('needs-people');
  });

  it.each(['look', 'end'] as const)('is not resolved by %s when it does not need people', async (how) => {
    const { id } = await here.store.createJob(aJob());

    await expect(resolveJob(here.store, id, how, as('U0BEN'))).rejects.toMatchObject({ code: 'CONFLICT' });
    expect((await here.store.readJob(id))?.state).toBe('asked');
  });
});
