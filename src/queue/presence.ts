import { z } from 'zod';
import { Actor } from '../domain.js';
import { SfbError } from '../errors.js';
import type { Keys } from './keys.js';
import type { DecidingLink, Link } from './link.js';
import {
  ANNOUNCE_DIGEST,
  BEAT,
  FREEZE,
  LEAVE,
  LIST_DIGESTS,
  LIST_WORKERS,
  THAW,
  WITHDRAW_DIGEST,
} from './lua/presence.js';

const Info = z.record(z.string(), z.json());

export interface WorkerPresence {
  readonly id: string;
  readonly info: Readonly<Record<string, unknown>>;
}

export type Role = 'bot' | 'worker';

/** A running process and the digest of its deployment section. */
export interface DigestOf {
  readonly role: Role;
  readonly digest: string;
}

const Frozen = z.strictObject({ by: z.string(), reason: z.string(), at: z.string() });

/** Who stopped new change jobs, why and when (ISO, by Redis' clock). */
export interface Freeze {
  readonly by: Actor;
  readonly reason: string;
  readonly at: string;
}

/** Who is there and whether changes are stopped. Everything throws SfbError UNAVAILABLE when Redis is away. */
export interface PresenceStore {
  /** Says that a worker is listening, for so many milliseconds. */
  beat(workerId: string, options: { ttlMs: number; info: z.infer<typeof Info> }): Promise<void>;
  leave(workerId: string): Promise<void>;
  listWorkers(): Promise<WorkerPresence[]>;
  /**
   * At start, and again before `ttlMs` is over. Throws SfbError CONFIG, and announces nothing, while a process with another
   * digest is alive.
   */
  announceDigest(role: Role, digest: string, ttlMs: number): Promise<void>;
  /** At a clean stop, so that a new config can start at once. */
  withdrawDigest(role: Role, digest: string): Promise<void>;
  /** The living processes whose digest is not this one. */
  otherDigests(digest: string): Promise<DigestOf[]>;
  freeze(by: Actor, reason: string): Promise<void>;
  /** False when nothing was frozen. */
  thaw(): Promise<boolean>;
  frozen(): Promise<Freeze | undefined>;
}

type Digests = Pick<PresenceStore, 'announceDigest' | 'withdrawDigest' | 'otherDigests'>;
type Freezer = Pick<PresenceStore, 'freeze' | 'thaw' | 'frozen'>;

export function createPresenceStore(link: DecidingLink, keys: Keys): PresenceStore {
  const names = [keys.workers, keys.workerInfo];
  return {
    async beat(workerId, { ttlMs, info }) {
      await link.write('said about this worker', BEAT, names, [workerId, ttlMs, JSON.stringify(Info.parse(info))]);
    },

    async leave(workerId) {
      await link.write('said about this worker', LEAVE, names, [workerId]);
    },

    async listWorkers() {
      const [, ...flat] = await link.look('the list of workers', LIST_WORKERS, names, []);
      const workers: WorkerPresence[] = [];
      for (let at = 0; at < flat.length; at += 2) {
        workers.push({ id: flat[at] ?? '', info: Info.parse(JSON.parse(flat[at + 1] ?? '{}')) });
      }
      return workers.sort((a, b) => (a.id < b.id ? -1 : 1));
    },

    ...digests(link, keys),
    ...freezer(link, keys),
  };
}

function digests(link: Link, keys: Keys): Digests {
  return {
    async announceDigest(role, digest, ttlMs) {
      const member = `${role} ${digest}`;
      const [word, other = '', leftMs] = await link.write(
        'started',
        ANNOUNCE_DIGEST,
        [keys.digests],
        [member, digest, ttlMs],
      );
      if (word !== 'announced') throw unequal({ role, digest }, digestOf(other), Number(leftMs));
    },

    async withdrawDigest(role, digest) {
      await link.write('said about this stop', WITHDRAW_DIGEST, [keys.digests], [`${role} ${digest}`]);
    },

    async otherDigests(digest) {
      const [, ...members] = await link.look('the digests', LIST_DIGESTS, [keys.digests], []);
      return members
        .sort()
        .map(digestOf)
        .filter((other) => other.digest !== digest);
    },
  };
}

function digestOf(member: string): DigestOf {
  const [role, digest = ''] = member.split(' ');
  return { role: role === 'bot' ? 'bot' : 'worker', digest };
}

/** Both roles and the first 8 hex digits: what two administrators compare over the phone. */
function unequal(mine: DigestOf, other: DigestOf, leftMs: number): SfbError {
  const message =
    `The deployment section of this ${mine.role} (${mine.digest.slice(0, 8)}) differs from that of the running ${other.role} ` +
    `(${other.digest.slice(0, 8)}), so this ${mine.role} does not start; make the two sections equal, stop the other process ` +
    `and, if it did not end by itself, wait ${Math.ceil(leftMs / 1000)} s.`;
  return new SfbError('CONFIG', message, { details: { mine, other } });
}

function freezer(link: DecidingLink, keys: Keys): Freezer {
  return {
    async freeze(by, reason) {
      await link.decide('frozen', FREEZE, [keys.freeze], [JSON.stringify(Actor.parse(by)), reason]);
    },

    async thaw() {
      const [word] = await link.decide('thawed', THAW, [keys.freeze], []);
      return word === 'thawed';
    },

    async frozen() {
      const fields = await link.read('whether changes are frozen', (redis) => redis.hgetall(keys.freeze));
      if (Object.keys(fields).length === 0) return undefined;
      const { by, reason, at } = Frozen.parse(fields);
      return { by: Actor.parse(JSON.parse(by)), reason, at: new Date(Number(at)).toISOString() };
    },
  };
}
