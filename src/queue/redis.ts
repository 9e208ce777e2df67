import { Redis, type RedisOptions } from 'ioredis';
import { errorText, SfbError } from '../errors.js';
import { unavailable, within } from './link.js';
import type { Timer } from './time.js';

/**
 * `producer`: every store, in bot and worker: a command fails at once while Redis is away, and none is kept or sent twice.
 * `worker`: BullMQ's listener and subscriptions: waits for Redis for as long as it takes.
 */
export type ConnectionRole = 'producer' | 'worker';

/** How long Redis may take to be there when a process starts, in milliseconds. */
const START = 5000;

/** How often a running process looks again, and how long a look may wait for a connection, in milliseconds. */
const EVERY = 60_000;
const LOOK = 1000;

/** Opens a connection that reconnects by itself. It is not yet there when this returns; `checkRedis` waits for it. */
export function connectRedis(url: string, role: ConnectionRole, onError: (error: Error) => void = () => {}): Redis {
  const redis = new Redis(url, { ...optionsOf(role), connectTimeout: START });
  // Without a listener ioredis prints every failed attempt.
  redis.on('error', onError);
  return redis;
}

function optionsOf(role: ConnectionRole) {
  const retryStrategy = (times: number) => Math.min(times * 100, 1000);
  if (role === 'worker')
    return { retryStrategy, maxRetriesPerRequest: null, autoResubscribe: false } satisfies RedisOptions;
  // With 0 retries a command in flight fails when its connection breaks, and is never sent a second time.
  const failFast = { maxRetriesPerRequest: 0, enableOfflineQueue: false, autoResendUnfulfilledCommands: false };
  return { retryStrategy, ...failFast } satisfies RedisOptions;
}

/** What must be so, and what breaks when it is not. */
const NEEDED = [
  { setting: 'appendonly', value: 'yes', why: 'jobs and approvals would be gone after a restart' },
  { setting: 'appendfsync', value: 'always', why: 'a denied or cancelled job could come back after a power cut' },
  { setting: 'maxmemory-policy', value: 'noeviction', why: 'a full Redis would throw jobs away without a word' },
] as const;

/**
 * Waits until Redis is there and refuses one that may lose what it was told: SfbError CONFIG with a sentence for each wrong
 * setting, or UNAVAILABLE.
 */
export async function checkRedis(redis: Redis, startMs: number = START): Promise<void> {
  await readyIn(redis, startMs);
  const faults: string[] = [];
  for (const needed of NEEDED) {
    const found = await settingOf(redis, needed.setting);
    if (found !== needed.value) faults.push(faultOf(redis, found, needed));
  }
  if (faults.length > 0) throw new SfbError('CONFIG', faults.join('\n'));
}

function faultOf(redis: Redis, found: string, { setting, value, why }: (typeof NEEDED)[number]): string {
  return `Redis at ${addressOf(redis)} has ${setting} "${found}" and must have "${value}", since ${why}: set it with "redis-cli CONFIG SET ${setting} ${value}", and as "${setting} ${value}" in redis.conf.`;
}

async function settingOf(redis: Redis, setting: string): Promise<string> {
  let answer: unknown;
  try {
    answer = await within(START, redis.config('GET', setting));
  } catch (cause) {
    if (!(cause instanceof Error) || cause.name !== 'ReplyError')
      throw unavailable(cause, 'its settings are not known');
    const user = redis.options.username ?? 'default';
    const message = `Redis at ${addressOf(redis)} does not let the user ${user} run CONFIG GET ${setting} (${errorText(cause)}), so nobody can tell whether it may lose jobs: allow it with "ACL SETUSER ${user} +config|get".`;
    throw new SfbError('CONFIG', message, { cause });
  }
  return Array.isArray(answer) && answer.length === 2 ? String(answer[1]) : 'nothing';
}

async function readyIn(redis: Redis, milliseconds: number): Promise<void> {
  if (redis.status === 'ready') return;
  let last: unknown;
  const note = (error: unknown) => {
    last = error;
  };
  redis.on('error', note);
  let ready = () => {};
  const there = new Promise<void>((resolve) => {
    ready = resolve;
    redis.once('ready', ready);
  });
  try {
    await within(milliseconds, there);
  } catch (cause) {
    throw unavailable(last ?? cause, `${addressOf(redis)} did not answer`);
  } finally {
    redis.off('error', note);
    redis.off('ready', ready);
  }
}

/** Host and port; never the password of the URL. */
function addressOf(redis: Redis): string {
  return `${redis.options.host ?? '127.0.0.1'}:${redis.options.port ?? 6379}`;
}

export interface RedisWatch {
  readonly timer: Timer;
  /** Called with what is wrong whenever that changes, and with undefined when it is well again. */
  readonly report: (fault: SfbError | undefined) => void;
}

/**
 * Checks again every minute and on each new connection, for settings changed under a running process. A Redis that is away
 * is no fault here: every command says so itself. The answer ends it.
 */
export function watchRedis(redis: Redis, { timer, report }: RedisWatch): () => void {
  let known: string | undefined;
  let stopped = false;
  let cancel = () => {};

  async function look(): Promise<void> {
    cancel();
    const found = await checkRedis(redis, LOOK).catch((error: unknown) => error);
    if (stopped) return;
    const away = found !== undefined && !(found instanceof SfbError && found.code === 'CONFIG');
    if (!away && found?.message !== known) report(found);
    if (!away) known = found?.message;
    cancel();
    cancel = timer.after(EVERY, start);
  }

  const start = () => void look();
  cancel = timer.after(EVERY, start);
  redis.on('ready', start);
  return () => {
    stopped = true;
    redis.off('ready', start);
    cancel();
  };
}
