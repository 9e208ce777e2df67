import type { Redis } from 'ioredis';
import { z } from 'zod';
import { memoryWitness, type Witness } from '../audit/witness.js';
import { errorText, SfbError } from '../errors.js';
import type { Keys } from './keys.js';
import type { DecidingScript, Script } from './lua/script.js';

/** How long one question to Redis may take, in milliseconds: Slack hears within 3 s whatever happens. */
const PATIENCE = 1800;

const Reply = z.array(z.string()).min(1);

/**
 * One connection, with every failure turned into SfbError UNAVAILABLE. A write that was given up is never done later:
 * each carries a time, by Redis' own clock, after which its script refuses itself.
 */
export interface Link {
  /** Asks anything. @param consequence completes "Redis is not reachable; …" */
  ask<T>(consequence: string, run: (redis: Redis) => Promise<T>): Promise<T>;
  /** @param what completes "…; <what> could not be read" */
  read<T>(what: string, run: (redis: Redis) => Promise<T>): Promise<T>;
  /** Runs a script that only looks. */
  look(what: string, script: Script, keys: readonly string[], args: readonly Arg[]): Promise<string[]>;
  /** Runs a script that changes something. @param what completes "…; nothing was <what>" */
  write(what: string, script: Script, keys: readonly string[], args: readonly Arg[], stamp?: string): Promise<string[]>;
}

/** As `write`, for what must be found when Redis loses it: it is counted, in Redis and outside of it. */
export interface DecidingLink extends Link {
  decide(what: string, script: DecidingScript, keys: readonly string[], args: readonly Arg[]): Promise<string[]>;
}

type Arg = string | number;

export function createDecidingLink(redis: Redis, keys: Keys, witness: Witness = memoryWitness()): DecidingLink {
  const link = createLink(redis);
  return {
    ...link,

    async decide(what, script, names, args) {
      const { id, seen } = await witness.read();
      const all = [...names, keys.witnesses, keys.lost];
      const [count, ...reply] = await link.write(what, script as string as Script, all, args, ` ${id} ${seen}`);
      await witness.note(Number(count));
      return reply;
    },
  };
}

export function createLink(redis: Redis): Link {
  async function ask<T>(consequence: string, run: (redis: Redis) => Promise<T>): Promise<T> {
    try {
      return await within(PATIENCE, whenConnected(redis, run));
    } catch (cause) {
      throw unavailable(cause, consequence);
    }
  }

  return {
    ask,

    read: (what, run) => ask(`${what} could not be read`, run),

    look: (what, script, keys, args) =>
      ask(`${what} could not be read`, async () =>
        Reply.parse(await redis.eval(script, keys.length, ...keys, Number.MAX_SAFE_INTEGER, ...args)),
      ),

    async write(what, script, keys, args, stamp = '') {
      const nothing = `nothing was ${what}`;
      const started = performance.now();
      const [seconds, micros] = await ask(nothing, () => redis.time());
      const left = PATIENCE - (performance.now() - started);
      // Half of what is left: an answer that is given has time to arrive.
      const notAfter = Number(seconds) * 1000 + Math.floor(Number(micros) / 1000 + left / 2);
      try {
        const reply = Reply.parse(
          await within(left, redis.eval(script, keys.length, ...keys, `${notAfter}${stamp}`, ...args)),
        );
        if (reply[0] !== 'late') return reply;
      } catch (cause) {
        throw unavailable(cause, surelyNotDone(cause) ? nothing : `it is not known whether anything was ${what}`);
      }
      throw unavailable(new Error('it answered too late'), nothing);
    },
  };
}

/** Waits for a connection that is being made now, and not for one that is tried again later. */
async function whenConnected<T>(redis: Redis, run: (redis: Redis) => Promise<T>): Promise<T> {
  if (redis.status === 'connecting' || redis.status === 'connect') {
    await new Promise<void>((resolve) => {
      const end = () => {
        redis.off('ready', end);
        redis.off('close', end);
        resolve();
      };
      redis.once('ready', end);
      redis.once('close', end);
    });
  }
  return await run(redis);
}

/** Rejects when there is no answer in time; the late answer is looked at by nobody. */
export async function within<T>(milliseconds: number, answer: Promise<T>): Promise<T> {
  let handle: NodeJS.Timeout | undefined;
  const limit = new Promise<never>((_, reject) => {
    // One turn more: after a stall of this process the answer may already lie in the socket.
    const giveUp = () => setImmediate(() => reject(new Error('it did not answer in time')));
    handle = setTimeout(giveUp, Math.max(0, milliseconds));
  });
  try {
    return await Promise.race([answer, limit]);
  } finally {
    clearTimeout(handle);
    answer.catch(() => undefined);
  }
}

/** Refused by Redis itself, or never sent. Anything else may have been done. */
function surelyNotDone(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  return error.name === 'ReplyError' || error.message.startsWith("Stream isn't writeable");
}

export function unavailable(cause: unknown, consequence: string): SfbError {
  const why = reason(cause);
  const message = `Redis is not reachable (${why}); ${consequence}. Check that Redis runs and that its address is right, then try again.`;
  return new SfbError('UNAVAILABLE', message, { cause, details: { reason: errorText(cause) } });
}

/** A few words for people instead of the library's. */
function reason(cause: unknown): string {
  const text = errorText(cause);
  if (text.startsWith("Stream isn't writeable")) return 'not connected';
  if (/Connection is closed|max retries per request/i.test(text)) return 'the connection broke';
  return text;
}
