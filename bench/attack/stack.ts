import { generateKeyPairSync, type KeyObject } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { freePort, startLabRedis } from '../../lab/redis.js';
import { createLocalSlack, type LocalSlack } from '../../lab/slack/server.js';
import type { LabUser } from '../../lab/slack/types.js';
import { BOT_TOKEN, SIGNING_SECRET, startProgram } from '../../lab/stack.js';

export const CHANNEL = 'C0SFB';
export const TEAM = 'T0LAB';
export const GROUP = 'S0APPROVE';
export const DEPLOYMENT = 'lab';

/** Fifty who click at once; nobody of them is an approver unless a class makes them one. */
export const CROWD: readonly string[] = Array.from({ length: 50 }, (_, number) => `U0P${number}`);

/** Those whom the group of the approvers lists: four honest people, and four whom it should never have listed. */
export const APPROVERS = ['U0ANA', 'U0BEN', 'U0CLEO', 'U0DAN', 'U0GUEST', 'U0ROBOT', 'U0GONE', 'U0EXT'] as const;

const USERS: readonly LabUser[] = [
  ...['ana', 'ben', 'cleo', 'dan'].map((name) => ({ id: `U0${name.toUpperCase()}`, name, realName: name })),
  { id: 'U0GUEST', name: 'guest', realName: 'a guest', isRestricted: true },
  { id: 'U0ROBOT', name: 'robot', realName: 'a bot', isBot: true },
  { id: 'U0GONE', name: 'gone', realName: 'a deactivated account', deleted: true },
  { id: 'U0EXT', name: 'ext', realName: 'a person of another workspace', teamId: 'T0EXT' },
  ...CROWD.map((id) => ({ id, name: id.toLowerCase(), realName: id })),
];

export interface Stack {
  readonly slack: LocalSlack;
  readonly redisUrl: string;
  /** Public half of the key with which the bot signs run permits. */
  readonly permitKey: KeyObject;
  /** The bot's process, for halting it as whoever holds its machine can. */
  signal(signal: NodeJS.Signals): void;
  /** Moves Slack's clock on, so that a limit of calls a minute is over. */
  skipMinute(): void;
  stop(): Promise<void>;
}

/** Redis, a local Slack with all kinds of people, and the real bot as a process of its own. */
export async function startAttackStack(folder: string): Promise<Stack> {
  const redis = await startLabRedis(join(folder, 'redis'));
  const port = await freePort();
  let ahead = 0;
  const slack = await createLocalSlack({
    clock: () => Date.now() + ahead,
    signingSecret: SIGNING_SECRET,
    botToken: BOT_TOKEN,
    teamId: TEAM,
    botUserId: 'U0BOT',
    users: USERS,
    channels: [{ id: CHANNEL, name: 'sfb-control', isPrivate: true, members: ['U0BOT', ...USERS.map(({ id }) => id)] }],
    userGroups: [{ id: GROUP, handle: 'sfb-approvers', users: [...APPROVERS] }],
    requestUrl: `http://127.0.0.1:${port}/slack/events`,
  });
  const { privateKey, publicKey } = generateKeyPairSync('ed25519');
  const permitKey = join(folder, 'permit-key.pem');
  writeFileSync(permitKey, privateKey.export({ format: 'pem', type: 'pkcs8' }), { mode: 0o600 });
  const config = join(folder, 'sfb.config.yaml');
  // JSON is YAML too.
  writeFileSync(config, JSON.stringify(botConfig(redis.url, port, permitKey)));
  const bot = await startProgram('bot', config, slack.url);
  return {
    slack,
    redisUrl: redis.url,
    permitKey: publicKey,
    signal: (signal) => void bot.child.kill(signal),
    skipMinute() {
      ahead += 61_000;
    },
    async stop() {
      await bot.stop();
      await slack.close();
      await redis.stop();
    },
  };
}

function botConfig(redis: string, port: number, permitKey: string) {
  const [primary, backup] = ['fe1.domain.local', 'fe2.domain.local'];
  return {
    lab: true,
    deployment: {
      name: DEPLOYMENT,
      pairs: [
        {
          name: 'london',
          primary,
          backup,
          sqlInstance: 'rtc',
          edgePools: ['edgepool.domain.local'],
          domainControllers: ['dc1.domain.local'],
          shares: [{ path: '/share', on: backup }],
        },
      ],
      approvals: { rule: 'two-others', quorum: 2, approvers: { groups: [GROUP] } },
      operators: { users: ['U0ANA'] },
      viewers: { users: [] },
    },
    bot: { redis, slack: { mode: 'http', port, team: TEAM, channel: CHANNEL }, permitKey },
  };
}
