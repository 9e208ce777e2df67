import { describe, expect, it } from 'vitest';
import { commands } from '../../src/commands/index.js';
import type { CommandRole } from '../../src/commands/types.js';
import { SfbError } from '../../src/errors.js';
import { createCommandListener } from '../../src/slack/listeners/command.js';
import type { People } from '../../src/slack/people.js';
import { london, paris } from '../commands/pairs.js';
import { FakeIntake, FakeTime, fakeLog, settled } from './fakes.js';
import { aReport, rows } from './reports.js';

const payload = {
  command: '/sfb',
  text: 'status london',
  team_id: 'T0LAB',
  user_id: 'U0VIC',
  channel_id: 'C0SFB',
  trigger_id: '1.2.abc',
};

type Answer = { response_type?: string; text?: string };

function start(change: { people?: People; roles?: CommandRole[]; unread?: string; enterprise?: string } = {}) {
  const time = new FakeTime();
  const intake = new FakeIntake();
  const log = fakeLog();
  const remembered: string[] = [];
  const acked: Answer[] = [];
  const responded: Answer[] = [];
  const standing = {
    roles: new Set<CommandRole>(change.roles ?? ['anyone', 'viewer']),
    ...(change.unread && { unread: change.unread }),
  };
  const listener = createCommandListener({
    home: { teamId: 'T0LAB', botUserId: 'U0BOT', ...(change.enterprise && { enterpriseId: change.enterprise }) },
    channel: 'C0SFB',
    pairs: [london, paris],
    commands,
    statusMaxAge: 60,
    people: change.people ?? { standing: async () => standing },
    intake,
    time,
    log,
    remember: (job) => remembered.push(job),
  });
  const run = (body: object = {}) =>
    listener({
      body: { ...payload, ...body } as Parameters<typeof listener>[0]['body'],
      ack: async (answer) => {
        acked.push(answer as Answer);
      },
      respond: async (answer) => {
        responded.push(answer as Answer);
        return undefined as never;
      },
    });
  return { time, intake, log, remembered, acked, responded, run };
}

const refusedPeople = (message: string): People => ({
  standing: async () => {
    throw new SfbError('NOT_ALLOWED', message);
  },
});

describe('slack/listeners/command', () => {
  it('writes the job first, then answers privately', async () => {
    const { run, intake, acked, remembered } = start();

    await run();

    expect([...intake.jobs.values()]).toEqual([
      {
        kind: 'status',
        pair: 'london',
        request: { fresh: false },
        requester: { teamId: 'T0LAB', userId: 'U0VIC' },
        channel: 'C0SFB',
        trigger: '1.2.abc',
      },
    ]);
    expect(acked).toEqual([
      {
        response_type: 'ephemeral',
        text: 'Status of london is asked for; the answer comes in this channel as job `status-k3f9x2m1qa`.',
      },
    ]);
    expect(remembered).toEqual(['status-k3f9x2m1qa']);
    expect(intake.rung).toEqual(['status-k3f9x2m1qa']);
  });

  it('answers from memory without calling a worker', async () => {
    const { run, intake, acked } = start();
    intake.last = { report: aReport(rows('primary')), ageMs: 5000 };
    intake.listening = 0;

    await run();

    expect(intake.rung).toEqual([]);
    expect(acked[0]?.text).toMatch(/^Status of london from memory, 5 s old, is job `status-k3f9x2m1qa` here/);
    expect(acked[0]?.text).not.toContain('No worker');
  });

  it('keeps the job when the ring fails: a sweeper rings again', async () => {
    const { run, intake, acked, log } = start();
    intake.ring = async () => Promise.reject(new Error('ring lost'));

    await run();

    expect(intake.jobs.size).toBe(1);
    expect(acked[0]?.text).toMatch(/^Status of london is asked for/);
    expect(log.lines.join()).toContain('ring lost');
  });

  it.each([
    {
      because: 'another command',
      body: { command: '/other' },
      says: '`/other` is not answered here; this bot answers `/sfb`.',
    },
    {
      because: 'another workspace',
      body: { team_id: 'T0ELSE' },
      says: 'This bot serves another workspace; nothing was done.',
    },
    {
      because: 'an organisation that is not ours',
      body: { enterprise_id: 'E0ELSE' },
      says: 'This bot serves another workspace',
    },
    {
      because: 'another channel',
      body: { channel_id: 'C0OTHER' },
      says: '/sfb works only in <#C0SFB>; type it there.',
    },
    { because: 'a text that cannot be read', body: { text: 'status <!channel>' }, says: '&lt;!channel&gt;' },
    {
      because: 'a missing pair',
      body: { text: 'status' },
      says: 'There are several pairs, so say which one: london or paris',
    },
    {
      because: 'a payload without a trigger',
      body: { trigger_id: '' },
      says: 'Something unexpected went wrong; nothing was changed.',
    },
  ])('answers $because with one private sentence and records nothing', async ({ body, says }) => {
    const { run, intake, acked } = start();

    await run(body);

    expect(acked).toEqual([{ response_type: 'ephemeral', text: expect.stringContaining(says) }]);
    expect(intake.jobs.size).toBe(0);
  });

  it('asks nobody about a person in the wrong place', async () => {
    const asked: string[] = [];
    const people: People = {
      standing: async (id) => {
        asked.push(id);
        return { roles: new Set(['anyone'] as const) };
      },
    };

    await start({ people }).run({ channel_id: 'C0OTHER' });
    await start({ people }).run({ team_id: 'T0ELSE' });

    expect(asked).toEqual([]);
  });

  it('serves its own organisation only, when it has one', async () => {
    const ours = start({ enterprise: 'E0ORG' });
    await ours.run({ enterprise_id: 'E0ORG' });
    const none = start({ enterprise: 'E0ORG' });
    await none.run({});

    expect([ours.intake.jobs.size, none.intake.jobs.size]).toEqual([1, 0]);
  });

  it('passes on why a person is refused', async () => {
    const { run, acked, intake } = start({ people: refusedPeople('Guest accounts cannot run /sfb.') });

    await run();

    expect(acked).toEqual([{ response_type: 'ephemeral', text: 'Guest accounts cannot run /sfb.' }]);
    expect(intake.jobs.size).toBe(0);
  });

  it.each(['status', 'status london', 'nonsense', 'status berlin'])(
    'tells somebody on no list nothing but that, whatever they type (%s)',
    async (text) => {
      const { run, acked, intake } = start({ roles: ['anyone'] });

      await run({ text });

      expect(acked[0]?.text).toBe(
        "That is not allowed for you; whoever keeps this bot's configuration can add you to `viewers` or `operators`.",
      );
      expect(intake.jobs.size).toBe(0);
    },
  );

  it('lets somebody on no list read help', async () => {
    const { run, acked } = start({ roles: ['anyone'] });

    await run({ text: ' Help ' });

    expect(acked[0]?.text).toContain('You are on no list of this bot');
  });

  it('says that a refusal may be wrong when the groups could not be read', async () => {
    const { run, acked } = start({ roles: ['anyone'], unread: 'ratelimited' });

    await run();

    expect(acked[0]?.text).toBe(
      'That is not allowed now: Slack did not say who is in the groups that may run it (ratelimited); try again in a minute.',
    );
  });

  it('says that no worker is listening', async () => {
    const { run, acked, intake } = start();
    intake.listening = 0;

    await run();

    expect(acked[0]?.text).toContain(
      'No worker is listening: the job stays asked and runs as soon as a worker is back.',
    );
    expect(intake.jobs.size).toBe(1);
  });

  it('makes one job of a request that is replayed', async () => {
    const { run, acked, intake } = start();

    await run();
    await run();

    expect(intake.jobs.size).toBe(1);
    expect(acked[1]?.text).toContain('it was not asked twice');
  });

  it('says so when Redis is away', async () => {
    const { run, acked, intake } = start();
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
    const { run, acked, intake, log } = start();
    intake.failure = new Error('secret detail');

    await run();

    expect(acked[0]?.text).toBe(
      'Something unexpected went wrong; nothing was changed. The log of the bot has the details.',
    );
    expect(log.lines.join()).toContain('secret detail');
  });

  it('answers after 2.5 s when Slack does not say who it is, and starts no write afterwards', async () => {
    let tell = (_standing: { roles: ReadonlySet<CommandRole> }) => {};
    const people: People = {
      standing: () =>
        new Promise((resolve) => {
          tell = resolve;
        }),
    };
    const { run, acked, intake, time, responded } = start({ people });

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
    const { run, acked, intake, time, responded } = start();
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
    const { run, acked, intake, time } = start();
    intake.workers = () => new Promise(() => {});

    const finished = run();
    await time.pass(2500);
    await finished;

    expect(acked[0]?.text).toBe(
      'Your request is recorded as job `status-k3f9x2m1qa`; whether a worker is listening could not be read in time.',
    );
  });
});
