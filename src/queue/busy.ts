import { changesSafely } from '../jobs/effects.js';
import type { JobStore } from './jobs.js';
import type { Keys } from './keys.js';
import type { LeaseStore } from './leases.js';
import type { Link } from './link.js';
import type { JobRecord } from './record.js';
import { openStep } from './resolve.js';

/** What works on the servers of this deployment now. Everything throws SfbError UNAVAILABLE when Redis is away. */
export interface BusyStore {
  /** The change job beside which nothing else starts (design 8): it passes its gate, runs, or may still run. */
  busyChange(): Promise<JobRecord | undefined>;
  /** A job without approval that a worker has in hand and that runs safe changes, beside which no change begins. */
  safeChangeInHand(): Promise<JobRecord | undefined>;
}

type Jobs = Pick<JobStore, 'readJob'> & Pick<LeaseStore, 'survey'>;

export function createBusyStore(link: Link, keys: Keys, store: Jobs): BusyStore {
  return {
    async busyChange() {
      const holder = await link.read('which job changes this deployment', (redis) => redis.get(keys.changing));
      const record = holder === null ? undefined : await store.readJob(holder);
      if (record === undefined) return undefined;
      const passing = record.state === 'approved' && (await inHand(store)).includes(record.id);
      return passing || isBusy(record) ? record : undefined;
    },

    async safeChangeInHand() {
      for (const id of await inHand(store)) {
        const record = await store.readJob(id);
        if (record !== undefined && KINDS.has(record.kind) && changesSafely(record.kind, record.request)) return record;
      }
      return undefined;
    },
  };
}

/** Ids of the jobs that a worker has. Whoever asks has its own by then, so of two that ask one sees the other at least. */
async function inHand(store: Pick<LeaseStore, 'survey'>): Promise<string[]> {
  const { now, jobs } = await store.survey();
  return jobs.filter(({ leaseUntil = 0 }) => leaseUntil > now).map(({ id }) => id);
}

/** A change job that prepares makes safe changes, too, but it is no job beside itself. */
const KINDS: ReadonlySet<string> = new Set(['backup', 'preflight']);

function isBusy(record: JobRecord): boolean {
  const { state } = record;
  if (state === 'needs-people') return openStep(record) !== undefined;
  return state === 'permit-wanted' || state === 'running' || state === 'late';
}

/** Why something else does not start now, for people. @param what `A backup`, `preflight --sync` */
export function busySentence({ id, state }: Pick<JobRecord, 'id' | 'state'>, what: string): string {
  const how =
    state === 'late'
      ? 'is late, and its cmdlet may still run'
      : state === 'needs-people'
        ? 'needs people: nobody knows whether its cmdlet still runs'
        : 'is changing this deployment';
  return `Job ${id} ${how}, and ${what} does not run beside it; wait for its end.`;
}

/** The words for such a job: `a backup`, `preflight --sync`. */
export function wordsOf({ kind, request }: Pick<JobRecord, 'kind' | 'request'>): string {
  if (kind !== 'preflight') return `a ${kind}`;
  return `preflight ${request.sync === true ? '--sync' : '--deep'}`;
}
