import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { generateKeyPairSync } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { basename, join, relative } from 'node:path';
import { createInterface } from 'node:readline';
import { parse, stringify } from 'yaml';
import { end, freePort, type LabRedis, startLabRedis } from './redis.js';
import { createLocalSlack, type LocalSlack } from './slack/server.js';
import type { LabUser } from './slack/types.js';
import { packageRoot } from './where.js';

/** The people and the channel of the lab's workspace. */
export const LAB_USERS = [
  { id: 'U0ANA', name: 'ana', realName: 'Ana (operator, approver)' },
  { id: 'U0BEN', name: 'ben', realName: 'Ben (approver)' },
  { id: 'U0CLEO', name: 'cleo', realName: 'Cleo (approver)' },
  { id: 'U0VIC', name: 'vic', realName: 'Vic (viewer)' },
  { id: 'U0STRANGER', name: 'sam', realName: 'Sam (no rights)' },
] as const;

/** Secrets of the local Slack, of no value. */
export const SIGNING_SECRET = 'lab-signing-secret-of-no-value';
export const BOT_TOKEN = 'xoxb-lab';

export interface LabProcess {
  readonly child: ChildProcess;
  /** Everything the process printed, stdout and stderr. */
  readonly output: string[];
  stop(signal?: NodeJS.Signals): Promise<void>;
}

export interface LabStack {
  readonly slack: LocalSlack;
  readonly redis: LabRedis;
  readonly configPath: string;
  /** Lets doctor look at the site: nothing destructive is allowed on a pair it has not looked at. Throws what it said. */
  doctor(): void;
  /**
   * Starts the bot (or worker) as an ordinary process and resolves when it says that it is ready.
   * @param script another composition root of it
   */
  start(program: 'bot' | 'worker', script?: string): Promise<LabProcess>;
  stop(): Promise<void>;
}

export interface StackOptions {
  /** A folder of its own for Redis data and the config. */
  readonly folder: string;
  readonly world: string;
  /** Another approvals.rule than the lab's own. */
  readonly rule?: string;
  /** Approvers by name instead of by their group, of which Slack may be asked 20 times a minute only. */
  readonly approvers?: readonly string[];
  /** More people in the channel, on no list. */
  readonly crowd?: readonly LabUser[];
  /** The local Slack's clock, in milliseconds since 1970. */
  readonly clock?: () => number;
  /** A Redis that whoever starts the stack can kill and start again. */
  readonly redis?: Pick<LabRedis, 'url' | 'pid' | 'stop'>;
}

/** Redis, a local Slack and a config: what the two real processes need. Nothing here imports the product. */
export async function startStack(options: StackOptions): Promise<LabStack> {
  const redis = options.redis ?? (await startLabRedis(join(options.folder, 'redis')));
  const port = await freePort();
  const users = [...LAB_USERS, ...(options.crowd ?? [])];
  const slack = await createLocalSlack({
    signingSecret: SIGNING_SECRET,
    botToken: BOT_TOKEN,
    teamId: 'T0LAB',
    botUserId: 'U0BOT',
    users,
    channels: [
      { id: 'C0SFB', name: 'sfb-control', isPrivate: true, members: ['U0BOT', ...users.map((user) => user.id)] },
      { id: 'C0OTHER', name: 'random', members: LAB_USERS.map((user) => user.id) },
    ],
    userGroups: [{ id: 'S0APPROVE', handle: 'sfb-approvers', users: ['U0ANA', 'U0BEN', 'U0CLEO'] }],
    requestUrl: `http://127.0.0.1:${port}/slack/events`,
    ...(options.clock === undefined ? {} : { clock: options.clock }),
  });
  const configPath = writeConfig(options, port, redis.url);
  const started: LabProcess[] = [];
  return {
    slack,
    redis,
    configPath,
    doctor: () => runDoctor(configPath),
    start: async (program, script) => {
      const process = await startProgram(program, configPath, slack.url, script);
      started.push(process);
      return process;
    },
    stop: async () => {
      await Promise.all(started.map((process) => process.stop()));
      await slack.close();
      await redis.stop();
    },
  };
}

function writeConfig(options: StackOptions, port: number, redis: string): string {
  const config = parse(readFileSync(join(packageRoot(), 'lab', 'sfb.config.yaml'), 'utf8'));
  config.bot.redis = redis;
  config.bot.slack.port = port;
  config.worker.redis = redis;
  if (options.rule !== undefined) config.deployment.approvals.rule = options.rule;
  if (options.approvers !== undefined) config.deployment.approvals.approvers = { users: [...options.approvers] };
  config.worker.powershell.world = options.world;
  config.worker.powershell.module = join(packageRoot(), 'lab', 'SkypeForBusiness', 'SkypeForBusiness.psd1');
  config.worker.powershell.probes = join(packageRoot(), 'lab', 'SfbProbes.psm1');
  for (const share of config.deployment.pairs[0].shares) share.path = sharePath(options.world, basename(share.path));
  config.bot.permitKey = join(options.folder, 'permit-key.pem');
  config.worker.permitPublicKey = writePermitKey(config.bot.permitKey);
  const path = join(options.folder, 'sfb.config.yaml');
  writeFileSync(path, stringify(config));
  return path;
}

/** As short as it can be, and as long in every clone: the processes run in the package's folder. */
function sharePath(world: string, name: string): string {
  const path = join(world, name);
  const inside = relative(packageRoot(), path);
  return inside.startsWith('..') ? path : inside;
}

/** A fresh pair for this stack; gives the public half. */
function writePermitKey(path: string): string {
  const { privateKey, publicKey } = generateKeyPairSync('ed25519');
  writeFileSync(path, privateKey.export({ format: 'pem', type: 'pkcs8' }), { mode: 0o600 });
  return publicKey.export({ format: 'der', type: 'spki' }).toString('base64');
}

function runDoctor(configPath: string): void {
  const cli = join(packageRoot(), 'dist', 'src', 'cli.js');
  const { NODE_OPTIONS: _dropped, ...env } = process.env;
  const { status, stderr, stdout } = spawnSync(process.execPath, [cli, 'doctor', '--config', configPath], {
    cwd: packageRoot(),
    env,
    encoding: 'utf8',
  });
  if (status !== 0) throw new Error(`doctor ended with ${status}:\n${stdout}${stderr}`);
}

/** A program of the build as an ordinary process; resolves when it says that it is ready. */
export function startProgram(
  program: 'bot' | 'worker',
  configPath: string,
  slackUrl: string,
  script = join(packageRoot(), 'dist', 'src', `${program}.js`),
): Promise<LabProcess> {
  const { NODE_OPTIONS: _dropped, ...inherited } = process.env;
  const slackEnv = { SLACK_BOT_TOKEN: BOT_TOKEN, SLACK_SIGNING_SECRET: SIGNING_SECRET, SLACK_API_URL: slackUrl };
  const child = spawn(process.execPath, [script, '--config', configPath], {
    cwd: packageRoot(),
    env: { ...inherited, ...(program === 'bot' ? slackEnv : {}) },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const output: string[] = [];
  child.stderr.on('data', (chunk: Buffer) => output.push(chunk.toString()));
  return new Promise((resolve, reject) => {
    child.once('exit', (code) =>
      reject(new Error(`${program} ended with code ${code} before it was ready:\n${output.join('')}`)),
    );
    createInterface({ input: child.stdout }).on('line', (line) => {
      output.push(`${line}\n`);
      if (line.startsWith(`${program} ready`)) resolve({ child, output, stop: (signal) => end(child, signal) });
    });
  });
}
