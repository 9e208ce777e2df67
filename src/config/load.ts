import type { KeyObject } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { parse as parseYaml } from 'yaml';
import { z } from 'zod';
import { errorText, SfbError } from '../errors.js';
import { BotConfig, BotSecrets } from './bot.js';
import { deploymentDigest } from './deployment.js';
import { readPermitKey, readPermitPublicKey } from './permit-key.js';
import { WorkerConfig } from './worker.js';

type Env = Readonly<Record<string, string | undefined>>;

const LOOPBACK = new Set(['127.0.0.1', 'localhost', '[::1]']);

/** Every fault of one input at once, one line each: where, the value seen, what was expected. Never shows a secret. */
function check<S extends z.ZodType>(schema: S, value: unknown, what: string, showValues = true): z.output<S> {
  const parsed = schema.safeParse(value, { reportInput: true });
  if (parsed.success) return parsed.data;
  const lines = parsed.error.issues.map((issue) => {
    const where = issue.path.length === 0 ? '(top level)' : issue.path.join('.');
    return `  - ${where}: ${showValues ? describe(issue.input) : ''}${issue.message}`;
  });
  const count = lines.length === 1 ? '1 fault' : `${lines.length} faults`;
  throw new SfbError('CONFIG', `${what} has ${count}; nothing was started:\n${lines.join('\n')}`);
}

function describe(input: unknown): string {
  if (input === undefined) return 'missing; ';
  if (typeof input === 'object') return '';
  const shown = String(input).replace(/\/\/[^@/]*@/, '//…@');
  return `${JSON.stringify(shown.length > 60 ? `${shown.slice(0, 60)}…` : shown)}: `;
}

function readYaml(path: string): Record<string, unknown> {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (cause) {
    const why =
      (cause as NodeJS.ErrnoException).code === 'ENOENT' ? 'does not exist' : `cannot be read (${errorText(cause)})`;
    throw new SfbError('CONFIG', `The config file ${path} ${why}; give its path with --config FILE.`, { cause });
  }
  let value: unknown;
  try {
    value = parseYaml(text, { strict: true, uniqueKeys: true });
  } catch (cause) {
    throw new SfbError('CONFIG', `The config file ${path} is not valid YAML: ${errorText(cause).split('\n')[0]}`, {
      cause,
    });
  }
  if (value === null || typeof value !== 'object' || Array.isArray(value)) {
    throw new SfbError(
      'CONFIG',
      `The config file ${path} is empty or not a mapping; start from sfb.config.example.yaml.`,
    );
  }
  return value as Record<string, unknown>;
}

/** Only a lab may keep both processes' sections in one file: on a real site each side sees only its own. */
function ownSection(raw: Record<string, unknown>, other: 'bot' | 'worker', path: string): Record<string, unknown> {
  if (!(other in raw)) return raw;
  if (raw.lab !== true) {
    throw new SfbError(
      'CONFIG',
      `${path} also holds the section "${other}"; on a real site bot and worker have a file each, so take it out.`,
    );
  }
  return Object.fromEntries(Object.entries(raw).filter(([key]) => key !== other));
}

export interface LoadedBot {
  readonly config: BotConfig;
  readonly secrets: BotSecrets;
  readonly redisUrl: string;
  readonly digest: string;
  /** Signs run permits; without it no change can run. */
  readonly permitKey: KeyObject | undefined;
  /** Absolute path of the folder for what the bot keeps. */
  readonly data: string;
}

/** Reads the bot's file and its secrets. Throws SfbError CONFIG listing every fault at once. */
export function loadBotConfig(path: string, env: Env): LoadedBot {
  const config = check(BotConfig, ownSection(readYaml(path), 'worker', path), `The config file ${path}`);
  const secrets = check(BotSecrets, env, 'The environment of the bot', false);
  const faults: string[] = [];
  if (config.bot.slack.mode === 'http' && secrets.SLACK_SIGNING_SECRET === undefined) {
    faults.push('SLACK_SIGNING_SECRET is missing; mode http needs it (Slack app page, Basic Information).');
  }
  if (config.bot.slack.mode === 'socket' && secrets.SLACK_APP_TOKEN === undefined) {
    faults.push('SLACK_APP_TOKEN is missing; mode socket needs an app-level token with connections:write.');
  }
  const api = secrets.SLACK_API_URL === undefined ? undefined : new URL(secrets.SLACK_API_URL).hostname;
  if (api !== undefined && !config.lab && !LOOPBACK.has(api)) {
    faults.push(
      `SLACK_API_URL names ${api}, and the bot token is sent there; without lab: true only a loopback address is allowed.`,
    );
  }
  const { permitKey: keyFile, data } = config.bot;
  const permitKey = keyFile === undefined ? undefined : orFault(faults, () => readPermitKey(resolve(keyFile)));
  if (faults.length > 0) throw new SfbError('CONFIG', faults.join('\n'));
  return {
    config,
    secrets,
    redisUrl: secrets.REDIS_URL ?? config.bot.redis,
    digest: deploymentDigest(config.deployment),
    permitKey,
    data: dataFolder(data, path),
  };
}

export interface LoadedWorker {
  readonly config: WorkerConfig;
  readonly redisUrl: string;
  readonly digest: string;
  /** PowerShell to start, when the environment names one (tests and drills). */
  readonly executable: string | undefined;
  /** Absolute path of the folder for what the worker keeps. */
  readonly data: string;
  /** Verifies run permits; without it no change can run. */
  readonly permitPublicKey: KeyObject | undefined;
}

/** Reads the worker's file. Throws SfbError CONFIG listing every fault at once. */
export function loadWorkerConfig(path: string, env: Env): LoadedWorker {
  const config = check(WorkerConfig, ownSection(readYaml(path), 'bot', path), `The config file ${path}`);
  const { world, probes, transport } = config.worker.powershell;
  if (config.lab && (world === undefined || probes === undefined)) {
    throw new SfbError(
      'CONFIG',
      `${path} says lab: true but names no worker.powershell.${world === undefined ? 'world' : 'probes'}; name the lab's.`,
    );
  }
  if (!config.lab && config.worker.pace !== undefined) {
    throw new SfbError('CONFIG', `${path} names worker.pace without lab: true; the time of a real site has no pace.`);
  }
  if (!config.lab && (world ?? probes ?? transport) !== undefined) {
    const what = world !== undefined ? 'world' : probes !== undefined ? 'probes' : 'transport';
    throw new SfbError(
      'CONFIG',
      `${path} names a lab's ${what} in worker.powershell without lab: true; a real site has none.`,
    );
  }
  const { permitPublicKey, data } = config.worker;
  return {
    config,
    redisUrl: env.REDIS_URL ?? config.worker.redis,
    digest: deploymentDigest(config.deployment),
    executable: env.SFB_POWERSHELL,
    data: dataFolder(data, path),
    permitPublicKey: permitPublicKey === undefined ? undefined : readPermitPublicKey(permitPublicKey),
  };
}

/** Where a program keeps what it writes down, absolute. */
export interface DataFolder {
  readonly of: 'bot' | 'worker';
  readonly path: string;
}

/** The folders a config file names, whichever program's file it is. Throws SfbError CONFIG. */
export function loadDataFolders(path: string): DataFolder[] {
  const raw = readYaml(path);
  const found = (['worker', 'bot'] as const).filter((of) => of in raw);
  if (found.length === 0) throw new SfbError('CONFIG', `${path} has neither a section "bot" nor a section "worker".`);
  return found.map((of) => {
    const { data } = check(z.object({ data: z.string().min(1).optional() }), raw[of], `The section ${of} of ${path}`);
    return { of, path: dataFolder(data, path) };
  });
}

function dataFolder(named: string | undefined, configPath: string): string {
  return resolve(named ?? join(dirname(configPath), '.sfb'));
}

function orFault<T>(faults: string[], run: () => T): T | undefined {
  try {
    return run();
  } catch (error) {
    faults.push(errorText(error));
    return undefined;
  }
}
