import type { z } from 'zod';
import { SfbError } from '../errors.js';
import { fromFields, JobPatch, otherSchema, toFields } from './fields.js';
import type { Keys } from './keys.js';
import { type Lease, leaseLost } from './leases.js';
import type { DecidingLink } from './link.js';
import { CREATE_JOB, MOVE_JOB } from './lua/jobs.js';
import { CLOSED_STATES, JobRecord, JobState, MOVES, RECORD_SCHEMA } from './record.js';

/** How long a trigger is remembered (Slack's signatures are good for 5 minutes either way), in milliseconds. */
const TRIGGER_LIFETIME = 15 * 60_000;

/** How long closed jobs are kept, in milliseconds: Redis must not fill up, since it refuses writes when it is full. */
export const RETENTION = 90 * 24 * 3_600_000;

export const NewJob = JobRecord.omit({
  schema: true,
  deployment: true,
  revision: true,
  askedAt: true,
  changedAt: true,
})
  .extend({ steps: JobRecord.shape.steps.default([]), state: JobState.default('asked') })
  .refine(({ channel, source }) => channel !== '' || source === 'schedule', {
    path: ['channel'],
    message: 'is empty, and only a job of the schedule has none',
  });
/** `state` is `asked` unless the job is answered at once, and then a closed one. */
export type NewJob = z.input<typeof NewJob>;

/** Where a job must be now and where it goes; with a lease only while that lease is held. */
export interface Move {
  readonly from: JobState;
  readonly to: JobState;
  /** Refuses when the record was changed since this revision. */
  readonly revision?: number;
  readonly lease?: Lease;
}

export interface TriggerOptions {
  readonly triggerId?: string;
  readonly rememberMs?: number;
}

/**
 * Job records. Everything here throws SfbError UNAVAILABLE within 2 s when Redis is away; a write that failed so is never
 * done later.
 */
export interface JobStore {
  /**
   * Durable when it resolves. A trigger that is still remembered gives the id of the job it made, and makes none.
   * @param options.rememberMs for how long; without it 15 minutes
   */
  createJob(job: NewJob, options?: TriggerOptions): Promise<{ id: string; replayed: boolean }>;
  /** Undefined when there is none (any more). Throws CONFIG for a record of another schema, BAD_OUTPUT for a damaged one. */
  readJob(id: string): Promise<JobRecord | undefined>;
  /** Ids of all open jobs, the oldest first. */
  openJobs(): Promise<string[]>;
  /** Ids of a pair's last jobs, open or closed, the newest first. */
  recentJobs(pair: string, count: number): Promise<string[]>;
  /**
   * Changes the state, and the record as patched, if it is still as the caller believes; gives the new record.
   * Throws CONFLICT with the state found in `details`, or NOT_FOUND.
   */
  moveJob(id: string, move: Move, patch?: JobPatch): Promise<JobRecord>;
  /** The same without a change of state; closed jobs do not change. */
  patchJob(id: string, at: Omit<Move, 'from' | 'to'> & { state: JobState }, patch: JobPatch): Promise<JobRecord>;
}

export function createJobStore(link: DecidingLink, keys: Keys, deployment: string): JobStore {
  return {
    async createJob(input, { triggerId, rememberMs = TRIGGER_LIFETIME } = {}) {
      const job = valid(NewJob, input, 'job');
      const closed = CLOSED_STATES.has(job.state);
      if (!closed && job.state !== 'asked') {
        throw new SfbError('CONFLICT', `A job cannot begin as ${job.state}; nothing was queued.`);
      }
      const names = [keys.job(job.id), keys.open, keys.recent(job.pair), keys.threads, keys.trigger(triggerId ?? '')];
      const fields = toFields({ schema: RECORD_SCHEMA, deployment, ...job });
      const lifetime = triggerId === undefined ? 0 : rememberMs;
      const args = [job.id, closed ? '0' : '1', lifetime, keys.wake, RETENTION, ...fields];
      const [word, first = ''] = await link.decide('queued', CREATE_JOB, names, args);
      if (word === 'created') return { id: job.id, replayed: false };
      if (word === 'replayed') return { id: first, replayed: true };
      throw new SfbError('CONFLICT', `Job ${job.id} exists already; nothing was queued.`);
    },

    async readJob(id) {
      const fields = await link.read(`job ${id}`, (redis) => redis.hgetall(keys.job(id)));
      const pairs = Object.entries(fields).flat();
      return pairs.length === 0 ? undefined : fromFields(id, pairs);
    },

    openJobs: () => link.read('the list of open jobs', (redis) => redis.zrange(keys.open, '0', '-1')),

    recentJobs: (pair, count) =>
      link.read('the list of recent jobs', (redis) => redis.lrange(keys.recent(pair), 0, count - 1)),

    async moveJob(id, move, patch = {}) {
      if (!MOVES[move.from].includes(move.to)) {
        const message = `Job ${id} cannot go from ${move.from} to ${move.to}; nothing was changed.`;
        throw new SfbError('CONFLICT', message, { details: { from: move.from, to: move.to } });
      }
      return await change(link, keys, id, move, patch);
    },

    async patchJob(id, { state, ...at }, patch) {
      if (CLOSED_STATES.has(state)) {
        throw new SfbError('CONFLICT', `Job ${id} is closed (${state}); nothing was changed.`, { details: { state } });
      }
      return await change(link, keys, id, { from: state, to: state, ...at }, patch);
    },
  };
}

async function change(link: DecidingLink, keys: Keys, id: string, move: Move, patch: JobPatch): Promise<JobRecord> {
  const { from, to, revision, lease } = move;
  const reply = await link.decide(
    `changed in job ${id}`,
    MOVE_JOB,
    [keys.job(id), keys.open, keys.lease(id), keys.gate(id)],
    [
      id,
      JSON.stringify(RECORD_SCHEMA),
      JSON.stringify(from),
      JSON.stringify(to),
      CLOSED_STATES.has(to) ? '1' : '0',
      revision ?? '',
      lease?.owner ?? '',
      lease?.epoch ?? '',
      keys.wake,
      RETENTION,
      ...toFields(valid(JobPatch, patch, 'change')),
    ],
  );
  const [word, ...rest] = reply;
  if (word === 'moved') return fromFields(id, rest);
  throw refusal(id, move, word, rest);
}

function refusal(id: string, move: Move, word: string | undefined, [found = '', revision]: string[]): SfbError {
  if (word === 'missing') return new SfbError('NOT_FOUND', `There is no job ${id}; nothing was changed.`);
  if (word === 'schema') return otherSchema(id, found);
  if (word === 'lease' && move.lease !== undefined) return leaseLost(id, move.lease);
  const state = found.replaceAll('"', '');
  const expected = move.revision === undefined ? move.from : `${move.from} (revision ${move.revision})`;
  const message = `Job ${id} is ${state} (revision ${revision}) by now, not ${expected}; nothing was changed.`;
  return new SfbError('CONFLICT', message, { details: { state, revision: Number(revision) } });
}

/** Nothing that this build could not read again is ever written. */
export function valid<S extends z.ZodType>(schema: S, value: unknown, what: string): z.output<S> {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  const message = `This ${what} cannot be written down (${issue?.path.join('.')}: ${issue?.message}); nothing was changed.`;
  throw new SfbError('BAD_REQUEST', message, { cause: parsed.error });
}
