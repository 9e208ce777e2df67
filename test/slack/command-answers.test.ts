import { describe, expect, it } from 'vitest';
import type { CommandRole } from '../../src/commands/types.js';
import { SfbError } from '../../src/errors.js';
import type { People } from '../../src/slack/people.js';
import { commanding } from './commanding.js';
import { settled } from './fakes.js';
import { aReport, rows } from './reports.js';

describe('slack/listeners/command, around the write', () => {
  it('answers from memory without calling a worker', async () => {
    const { run, intake, acked } = commanding();
    intake.last = { report: aReport(rows('primary')), ageMs: 5000 };
    intake.listening = 0;

    await run();

    expect(intake.rung).toEqual([]);
    expect(acked[0]?.text).toMatch(/^Status of london from memory, 5 s old, is job `status-k3f9x2m1qa` here/);
    expect(acked[0]?.text).not.toContain('No worker');
  });

  it('keeps the job when the ring fails: a sweeper rings again', async () => {
    const { run, intake, acked, log } = commanding();
    intake.ring = async () => Promise.reject(new Error('ring lost'));

    await run();

    expect(intake.jobs.size).toBe(1);
    expect(acked[0]?.text).toMatch(/^Status of london is asked for/);
    expect(log.lines.join()).toContain('ring lost');
  });

  it('says that no worker is listening', async () => {
    const { run, acked, intake } = commanding();
    intake.listening = 0;

    await run();

    expect(acked[0]?.text).toContain(
      'No worker is listening: the job stays asked and runs as soon as a worker is back.',
    );
    expect(intake.jobs.size).toBe(1);
  });

  it('makes one job of a request that is replayed', async () => {
    const { run, acked, intake } = commanding();

    await run();
    await run();

    expect(intake.jobs.size).toBe(1);
    expect(acked[1]?.text).toContain('it was not asked twice');
  });

  it('says so when Redis is away', async () => {
    const { run, acked, intake } = commanding();
    intake.failure = new SfbError(
      'UNAVAILABLE',
      'Redis does not answer, so nothing was recorded; try again in a minute.',
    );

    await run();

    expect(acked).toEqual([
      { response_type: 'ephemeral', text: 'Redis does not answer, so nothing was recorded; try again in a minute.' },
    ]);
  });

  it('shows nothing of an unexpected failure but logs it', async () => {
    const { run, acked, intake, log } = commanding();
    intake.failure = new Error('secret detail');

    await run();

    expect(acked[0]?.text).toBe(
      'Something unexpected went wrong; nothing was changed. The log of the bot has the details.',
    );
    expect(log.lines.join()).toContain('secret detail');
  });

  it('answers after 2.5 s when Slack does not say who it is, and starts no write afterwards', async () => {
    let tell = (_standing: { roles: ReadonlySet<CommandRole> }) => {};
    const people: Pick<People, 'standing'> = {
      standing: () =>
        new Promise((resolve) => {
          tell = resolve;
        }),
    };
    const { run, acked, intake, time, responded } = commanding({ people });

    const finished = run();
    await time.pass(2499);
    expect(acked).toEqual([]);
    await time.pass(1);
    tell({ roles: new Set(['anyone', 'viewer']) });
    await finished;
    await settled();

    expect(acked[0]?.text).toBe(
      'Not done: there was no answer in time while asking Slack who you are, and nothing was recorded; try again in a minute.',
    );
    expect(intake.jobs.size).toBe(0);
    expect(responded).toEqual([]);
  });

  it('says that it does not know when the write hangs, and tells the outcome later', async () => {
    const { run, acked, intake, time, responded } = commanding();
    let release = () => {};
    intake.hold = new Promise((resolve) => {
      release = () => resolve();
    });

    const finished = run();
    await time.pass(2500);
    expect(acked[0]?.text).toMatch(/^It is not known yet whether your request was recorded/);
    release();
    await finished;

    expect(responded[0]?.text).toMatch(/^About your earlier command: Status of london is asked for/);
  });

  it('says that the job is safe when only the workers could not be counted in time', async () => {
    const { run, acked, intake, time } = commanding();
    intake.workers = () => new Promise(() => {});

    const finished = run();
    await time.pass(2500);
    await finished;

    expect(acked[0]?.text).toBe(
      'Your request is recorded as job `status-k3f9x2m1qa`; whether a worker is listening could not be read in time.',
    );
  });
});
