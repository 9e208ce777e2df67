import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CLOSED_STATES, JobState, MOVES } from '../../src/queue/record.js';
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

afterAll(async () => {
  here.close();
  other.close();
  await server.stop();
});

const conflict = (details: object) => expect.objectContaining({ code: 'CONFLICT', details });

describe('queue/jobs: writing a job down', () => {
  it('keeps it as it was asked, with the times of Redis', async () => {
    const job = aJob();
    const [seconds] = await here.redis.time();

    expect(await here.store.createJob(job)).toEqual({ id: job.id, replayed: false });

    const record = await other.store.readJob(job.id);
    expect(record).toMatchObject({ ...job, state: 'asked', revision: 1, steps: [], deployment: here.deployment });
    expect(record?.changedAt).toBe(record?.askedAt);
    expect(Math.abs(Date.parse(record?.askedAt ?? '') / 1000 - Number(seconds))).toBeLessThan(5);
  });

  it('gives the first job of a trigger however often and wherever the trigger comes again', async () => {
    const jobs = Array.from({ length: 20 }, aJob);
    const stores = [here.store, other.store];
    const triggerId = '13345224609.738474920.8088930838d88f008e0';

    const answers = await Promise.all(jobs.map((job, at) => stores[at % 2]?.createJob(job, { triggerId })));

    const first = answers.filter((answer) => answer?.replayed === false);
    expect(first).toHaveLength(1);
    expect(new Set(answers.map((answer) => answer?.id))).toEqual(new Set([first[0]?.id]));
    const made = await Promise.all(jobs.map(({ id }) => here.store.readJob(id)));
    expect(made.filter((record) => record !== undefined)).toHaveLength(1);
  });

  it('forgets a trigger after 15 minutes', async () => {
    await here.store.createJob(aJob(), { triggerId: 'forgotten' });

    const left = await here.redis.pttl(here.keys.trigger('forgotten'));

    expect(left).toBeGreaterThan(14.9 * 60_000);
    expect(left).toBeLessThanOrEqual(15 * 60_000);
  });

  it('makes two jobs of two triggers', async () => {
    const [first, second] = [aJob(), aJob()];
    await here.store.createJob(first, { triggerId: 'one' });

    expect(await here.store.createJob(second, { triggerId: 'two' })).toEqual({ id: second.id, replayed: false });
  });

  it('does not write over a job that has the same id', async () => {
    const job = aJob();
    await here.store.createJob(job);

    await expect(here.store.createJob({ ...job, channel: 'C0OTHER' })).rejects.toMatchObject({ code: 'CONFLICT' });

    expect(await here.store.readJob(job.id)).toMatchObject({ channel: 'C0SFB' });
  });

  it('keeps a job that was answered at once as closed, with a thread to be made', async () => {
    const job = aJob();

    await here.store.createJob({ ...job, state: 'refused', sentence: 'Not here.' });

    expect(await here.store.openJobs()).not.toContain(job.id);
    expect(await here.store.recentJobs('london', 1)).toEqual([job.id]);
    expect(await here.store.threads.unfinishedThreads()).toContain(job.id);
    expect(await here.redis.pttl(here.keys.job(job.id))).toBeGreaterThan(0);
  });

  it.each(JobState.options.filter((state) => state !== 'asked' && !CLOSED_STATES.has(state)))(
    'does not let a job begin as %s',
    async (state) => {
      const job = aJob();

      await expect(here.store.createJob({ ...job, state })).rejects.toMatchObject({ code: 'CONFLICT' });

      expect(await here.store.readJob(job.id)).toBeUndefined();
    },
  );

  it.each([
    { because: 'its id is none', change: { id: '12' } },
    { because: 'its pair is none', change: { pair: 'London!' } },
    { because: 'its channel is missing', change: { channel: '' } },
  ])('refuses a job because $because', async ({ change }) => {
    await expect(here.store.createJob({ ...aJob(), ...change })).rejects.toMatchObject({ code: 'BAD_REQUEST' });
  });

  it('lists open jobs from the oldest and recent ones from the newest', async () => {
    const { store, close } = await openStore(server);
    const jobs = [aJob(), aJob(), { ...aJob(), pair: 'paris' }];
    for (const job of jobs) await store.createJob(job);

    expect(await store.openJobs()).toEqual(jobs.map(({ id }) => id));
    expect(await store.recentJobs('london', 5)).toEqual([jobs[1]?.id, jobs[0]?.id]);
    expect(await store.recentJobs('london', 1)).toEqual([jobs[1]?.id]);
    close();
  });
});

describe('queue/jobs: moving a job', () => {
  it('lets exactly one of 200 moves at once win', async () => {
    const { id } = aJob();
    await here.store.createJob({ ...aJob(), id });
    const targets = ['preparing', 'refused', 'cancelled'] as const;

    const moves = Array.from({ length: 200 }, (_, at) => {
      const store = at % 2 === 0 ? here.store : other.store;
      return store.moveJob(id, { from: 'asked', to: targets[at % 3] ?? 'preparing' }, { sentence: `move ${at}` });
    });
    const ended = await Promise.allSettled(moves);

    const won = ended.filter((end) => end.status === 'fulfilled');
    expect(won).toHaveLength(1);
    expect(await here.store.readJob(id)).toEqual(won[0]?.value);
    expect(won[0]?.value.revision).toBe(2);
    for (const end of ended) if (end.status === 'rejected') expect(end.reason).toMatchObject({ code: 'CONFLICT' });
  });

  it.each(JobState.options)('from %s goes only where the table says', async (from) => {
    for (const to of JobState.options) {
      const job = aJob();
      await here.store.createJob(job);
      await here.redis.hset(here.keys.job(job.id), 'state', JSON.stringify(from));
      const moved = here.store.moveJob(job.id, { from, to });

      if (MOVES[from].includes(to)) expect(await moved).toMatchObject({ state: to, revision: 2 });
      else await expect(moved).rejects.toEqual(conflict({ from, to }));

      expect(await here.store.readJob(job.id)).toMatchObject({ state: MOVES[from].includes(to) ? to : from });
    }
  });

  it('names the state it found instead', async () => {
    const job = aJob();
    await here.store.createJob(job);
    await here.store.moveJob(job.id, { from: 'asked', to: 'cancelled' });

    const late = here.store.moveJob(job.id, { from: 'asked', to: 'preparing' });

    await expect(late).rejects.toEqual(conflict({ state: 'cancelled', revision: 2 }));
    await expect(late).rejects.toThrow(
      `Job ${job.id} is cancelled (revision 2) by now, not asked; nothing was changed.`,
    );
  });

  it('refuses an older revision of the same state', async () => {
    const job = aJob();
    await here.store.createJob(job);
    await here.store.patchJob(job.id, { state: 'asked' }, { sentence: 'seen' });

    const old = here.store.moveJob(job.id, { from: 'asked', to: 'preparing', revision: 1 });

    await expect(old).rejects.toEqual(conflict({ state: 'asked', revision: 2 }));
    expect(await here.store.moveJob(job.id, { from: 'asked', to: 'preparing', revision: 2 })).toMatchObject({
      revision: 3,
    });
  });

  it('takes a closed job off the open ones and keeps it for 90 days', async () => {
    const job = aJob();
    await here.store.createJob(job);
    expect(await here.redis.pttl(here.keys.job(job.id))).toBe(-1);

    await here.store.moveJob(job.id, { from: 'asked', to: 'cancelled' });

    expect(await here.store.openJobs()).not.toContain(job.id);
    expect(await here.store.threads.unfinishedThreads()).toContain(job.id);
    expect((await here.redis.pttl(here.keys.job(job.id))) / 86_400_000).toBeCloseTo(90, 1);
  });

  it('writes steps and takes a sentence out again', async () => {
    const job = aJob();
    const steps = [{ id: 'read', title: 'Read the pair', state: 'running' as const }];
    await here.store.createJob(job);

    const asked = await here.store.patchJob(job.id, { state: 'asked' }, { steps, sentence: 'Reading.' });
    const cleared = await here.store.patchJob(job.id, { state: 'asked', revision: 2 }, { sentence: null });

    expect(asked).toMatchObject({ steps, sentence: 'Reading.', revision: 2 });
    expect(cleared).toMatchObject({ steps, revision: 3 });
    expect(cleared).not.toHaveProperty('sentence');
    expect(Date.parse(cleared.changedAt)).toBeGreaterThanOrEqual(Date.parse(asked.changedAt));
  });

  it('does not change a closed job', async () => {
    const job = aJob();
    await here.store.createJob({ ...job, state: 'done' });

    await expect(here.store.patchJob(job.id, { state: 'done' }, { sentence: 'x' })).rejects.toMatchObject({
      code: 'CONFLICT',
    });
    expect(await here.store.readJob(job.id)).not.toHaveProperty('sentence');
  });

  it('refuses a change that it could not read again', async () => {
    const job = aJob();
    await here.store.createJob(job);
    const steps = [{ id: '', title: 'x', state: 'done' as const }];

    await expect(here.store.patchJob(job.id, { state: 'asked' }, { steps })).rejects.toMatchObject({
      code: 'BAD_REQUEST',
    });
    expect(await here.store.readJob(job.id)).toMatchObject({ revision: 1 });
  });

  it('knows no job that is not there', async () => {
    const { id } = aJob();

    expect(await here.store.readJob(id)).toBeUndefined();
    await expect(here.store.moveJob(id, { from: 'asked', to: 'preparing' })).rejects.toMatchObject({
      code: 'NOT_FOUND',
    });
  });
});

describe('queue/jobs: records of others', () => {
  it('refuses a record of another schema, naming both numbers, and leaves it alone', async () => {
    const job = aJob();
    await here.store.createJob(job);
    await here.redis.hset(here.keys.job(job.id), 'schema', '2', 'shape', '"new"');
    const before = await here.redis.hgetall(here.keys.job(job.id));
    const sentence = `Job ${job.id} was written with record schema 2, and this build reads schema 1`;

    await expect(here.store.readJob(job.id)).rejects.toThrow(sentence);
    await expect(here.store.moveJob(job.id, { from: 'asked', to: 'preparing' })).rejects.toThrow(sentence);
    await expect(here.store.readJob(job.id)).rejects.toMatchObject({ code: 'CONFIG' });

    expect(await here.redis.hgetall(here.keys.job(job.id))).toEqual(before);
  });

  it.each([
    { damage: 'a field nobody knows', field: 'note', value: '"x"' },
    { damage: 'a state nobody knows', field: 'state', value: '"half-done"' },
    { damage: 'text that is not JSON', field: 'steps', value: '[' },
    { damage: 'a time that is none', field: 'askedAt', value: 'null' },
  ])('does not guess at a record with $damage', async ({ field, value }) => {
    const job = aJob();
    await here.store.createJob(job);
    await here.redis.hset(here.keys.job(job.id), field, value);

    await expect(here.store.readJob(job.id)).rejects.toMatchObject({ code: 'BAD_OUTPUT' });
  });
});
