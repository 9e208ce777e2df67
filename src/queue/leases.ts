import { SfbError } from '../errors.js';
import type { Keys } from './keys.js';
import type { DecidingLink } from './link.js';
import { RELEASE_LEASE, RENEW_LEASE, SURVEY, TAKE_LEASE } from './lua/leases.js';
import { JobState } from './record.js';

/** The right to work on a job. `epoch` grows with every lease of the job; `owner` is random, new for each lease. */
export interface Lease {
  readonly job: string;
  readonly owner: string;
  readonly epoch: number;
}

/** What a script's answer `lease` means, whatever it was to write. */
export function leaseLost(job: string, { owner, epoch }: Pick<Lease, 'owner' | 'epoch'>): SfbError {
  const message = `Job ${job} is not held by ${owner} with epoch ${epoch} any more; nothing was changed.`;
  return new SfbError('CONFLICT', message, { details: { lease: 'lost' } });
}

/** An open job and who works on it; times in milliseconds by Redis, undefined = never. */
export interface Surveyed {
  readonly id: string;
  /** Undefined when the record is gone or its state is unknown to this build. */
  readonly state: JobState | undefined;
  readonly changedAt: number;
  /** When the last lease runs out, or ended. */
  readonly leaseUntil: number | undefined;
  readonly rungAt: number | undefined;
}

/** Leases run out by Redis' own clock. Everything throws SfbError UNAVAILABLE when Redis is away. */
export interface LeaseStore {
  /**
   * Undefined when another lease is running or the job is not open.
   * @param options.above the highest epoch seen on the targets; the new one is higher than it and than all before
   * @param options.fenced the highest one with which they were fenced for this job; Redis must know it
   */
  takeLease(
    id: string,
    owner: string,
    ttlMs: number,
    options?: { above?: number; fenced?: number },
  ): Promise<Lease | undefined>;
  /** False when it is lost: run out, or somebody else's. Then stop at once. */
  renewLease(lease: Lease, ttlMs: number): Promise<boolean>;
  /** False when it was not ours any more. */
  releaseLease(lease: Lease): Promise<boolean>;
  /** Every open job at one moment of Redis' clock. */
  survey(): Promise<{ now: number; jobs: Surveyed[] }>;
}

export function createLeaseStore(link: DecidingLink, keys: Keys): LeaseStore {
  return {
    async takeLease(id, owner, ttlMs, { above = 0, fenced = 0 } = {}) {
      const names = [keys.lease(id), keys.open];
      const args = [id, owner, ttlMs, above, fenced];
      const [word, epoch] = await link.decide(`taken of job ${id}`, TAKE_LEASE, names, args);
      return word === 'taken' ? { job: id, owner, epoch: Number(epoch) } : undefined;
    },

    async renewLease({ job, owner, epoch }, ttlMs) {
      const [word] = await link.write(`renewed of job ${job}`, RENEW_LEASE, [keys.lease(job)], [owner, epoch, ttlMs]);
      return word === 'renewed';
    },

    async releaseLease({ job, owner, epoch }) {
      const [word] = await link.write(`released of job ${job}`, RELEASE_LEASE, [keys.lease(job)], [owner, epoch]);
      return word === 'released';
    },

    async survey() {
      const [now, ...flat] = await link.look('the open jobs', SURVEY, [keys.open], [keys.prefix]);
      const jobs: Surveyed[] = [];
      for (let at = 0; at < flat.length; at += 5) jobs.push(surveyed(flat.slice(at, at + 5)));
      return { now: Number(now), jobs };
    },
  };
}

function surveyed([id = '', state, changed, leaseUntil, rung]: string[]): Surveyed {
  const known = JobState.safeParse(state?.replaceAll('"', ''));
  return {
    id,
    state: known.success ? known.data : undefined,
    changedAt: Number(changed),
    leaseUntil: time(leaseUntil),
    rungAt: time(rung),
  };
}

function time(text: string | undefined): number | undefined {
  return text === undefined || text === '0' ? undefined : Number(text);
}
