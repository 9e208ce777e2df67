import { createLocalSlack, type LocalSlack } from '../../lab/slack/server.js';
import type { LabUser, LocalSlackOptions } from '../../lab/slack/types.js';
import type { ApprovalPolicy } from '../../src/approvals/types.js';
import type { BotSecrets } from '../../src/config/bot.js';
import { BotConfig } from '../../src/config/bot.js';
import { type SlackBot, startSlackBot } from '../../src/slack/start.js';
import { createTime } from '../../src/slack/time.js';
import type { Time } from '../../src/slack/types.js';
import { london } from '../commands/pairs.js';
import { aRecord, FakeIntake, FakeThreads, fakeLog } from './fakes.js';
import { fakeApprovals } from './gates.js';

export const CHANNEL = 'C0SFB';

const SIGNING_SECRET = 'test-signing-secret';

const users: readonly LabUser[] = [
  { id: 'U0BOT', name: 'sfb', realName: 'SfB bot', isBot: true },
  { id: 'U0ANA', name: 'ana', realName: 'Ana (operator)' },
  { id: 'U0BEN', name: 'ben', realName: 'Ben (approver)' },
  { id: 'U0CAT', name: 'cat', realName: 'Cat (approver)' },
  { id: 'U0DAN', name: 'dan', realName: 'Dan (approver)' },
  { id: 'U0SAM', name: 'sam', realName: 'Sam (no rights)' },
  { id: 'U0GUEST', name: 'guest', realName: 'Guest', isRestricted: true },
  { id: 'U0EXT', name: 'ext', realName: 'External', teamId: 'T0ELSE', isStranger: true },
];

const everybody = users.map((user) => user.id);

export const secrets: BotSecrets = { SLACK_BOT_TOKEN: 'xoxb-test', SLACK_SIGNING_SECRET: SIGNING_SECRET };

export function aConfig(
  change: Partial<BotConfig['bot']['slack']> = {},
  rule: ApprovalPolicy['rule'] = 'two-others',
): BotConfig {
  return BotConfig.parse({
    lab: true,
    deployment: {
      name: 'lab',
      pairs: [london],
      approvals: { rule, quorum: 2, approvers: { groups: ['S0APPROVE'] } },
      operators: { users: ['U0ANA', 'U0GUEST', 'U0EXT', 'U0BOT'] },
      viewers: {},
    },
    bot: {
      redis: 'redis://127.0.0.1:1',
      slack: { mode: 'http', port: 0, team: 'T0LAB', channel: CHANNEL, ...change },
    },
  });
}

/** A clock and timers that run so many times faster than the wall. */
export function fastTime(speed: number): Time & { skip(milliseconds: number): void; run(speed: number): void } {
  const wall = createTime();
  let factor = speed;
  let from = { ours: wall.now(), wall: wall.now() };
  const now = () => from.ours + (wall.now() - from.wall) * factor;
  return {
    skip: (milliseconds) => {
      from = { ours: now() + milliseconds, wall: wall.now() };
    },
    run: (other) => {
      from = { ours: now(), wall: wall.now() };
      factor = other;
    },
    now,
    after: (milliseconds, run) => wall.after(milliseconds / factor, run),
  };
}

/** A local Slack with the lab's people; it and the bot share a clock. */
export function startSlack(time: Time, change: Partial<LocalSlackOptions> = {}): Promise<LocalSlack> {
  return createLocalSlack({
    signingSecret: SIGNING_SECRET,
    botToken: secrets.SLACK_BOT_TOKEN,
    teamId: 'T0LAB',
    botUserId: 'U0BOT',
    users,
    channels: [
      { id: CHANNEL, name: 'sfb-control', isPrivate: true, members: everybody },
      { id: 'C0OTHER', name: 'random', members: everybody },
    ],
    userGroups: [
      { id: 'S0APPROVE', handle: 'approvers', users: ['U0BEN', 'U0CAT', 'U0DAN', 'U0ANA', 'U0GUEST', 'U0EXT'] },
    ],
    clock: time.now,
    ...change,
  });
}

export interface Setting {
  readonly slack: LocalSlack;
  readonly intake: FakeIntake;
  readonly threads: FakeThreads;
  readonly approvals: ReturnType<typeof fakeApprovals>;
  readonly log: ReturnType<typeof fakeLog>;
  readonly time: ReturnType<typeof fastTime>;
  /** Starts a bot on the same Slack and store; the setting ends it. */
  start(rule?: ApprovalPolicy['rule']): Promise<SlackBot>;
  end(): Promise<void>;
}

/** A local Slack and a store in memory, in which the worker's answer is there as soon as a job is asked for. */
export async function setUp(speed = 20, change: Partial<LocalSlackOptions> = {}): Promise<Setting> {
  const time = fastTime(speed);
  const slack = await startSlack(time, change);
  const intake = new FakeIntake();
  const threads = new FakeThreads();
  const approvals = fakeApprovals(threads, time.now);
  const log = fakeLog();
  const bots: SlackBot[] = [];
  const create = intake.createJob;
  intake.createJob = async (job) => {
    const answer = await create(job);
    if (!answer.replayed) threads.put(aRecord({ id: answer.id, askedAt: new Date(time.now()).toISOString() }));
    return answer;
  };
  return {
    slack,
    intake,
    threads,
    approvals,
    log,
    time,
    async start(rule = 'two-others') {
      const loaded = { config: aConfig({}, rule), secrets: { ...secrets, SLACK_API_URL: slack.url } };
      const owner = `bot-${bots.length + 1}`;
      const bot = await startSlackBot({ loaded, intake, threads, approvals, log, time, owner });
      bots.push(bot);
      slack.requestUrl = bot.where;
      return bot;
    },
    async end() {
      for (const bot of bots) await bot.stop();
      await slack.close();
    },
  };
}
