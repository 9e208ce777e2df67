import type { Surveyed } from './leases.js';
import { WORKER_STATES } from './record.js';
import { createRounds } from './rounds.js';
import type { Timer } from './time.js';

/** After how long a ring that nobody answered is taken for lost, in milliseconds: workers may only be busy. */
const LOST = 30_000;

/** How long a job may want a worker before people are told, in milliseconds. */
const UNATTENDED = 60_000;

/** A job that wants a worker and has none, and for how many milliseconds. */
export interface Unattended {
  readonly id: string;
  readonly waitingMs: number;
}

export interface SweeperDeps {
  readonly survey: () => Promise<{ now: number; jobs: readonly Surveyed[] }>;
  readonly ring: (jobId: string) => Promise<void>;
  readonly timer: Timer;
  /** Milliseconds between two sweeps. */
  readonly everyMs: number;
  /** Called once for each time that a job waits too long. */
  readonly onUnattended: (job: Unattended) => void;
  readonly onError: (error: unknown) => void;
}

export interface Sweeper {
  /** Sweeps now and then again and again. */
  start(): void;
  /** Resolves when no sweep is under way. */
  stop(): Promise<void>;
}

/** Rings for every job that would otherwise wait for ever: never rung for, its ring lost, or its worker gone. One per worker process. */
export function createSweeper({ survey, ring, timer, everyMs, onUnattended, onError }: SweeperDeps): Sweeper {
  const told = new Set<string>();

  function tell(jobs: readonly Surveyed[], now: number): void {
    const waiting = new Map(jobs.map((job) => [job.id, waitingMs(job, now)]));
    for (const id of told) if ((waiting.get(id) ?? 0) < UNATTENDED) told.delete(id);
    for (const [id, milliseconds] of waiting) {
      if (milliseconds < UNATTENDED || told.has(id)) continue;
      told.add(id);
      onUnattended({ id, waitingMs: milliseconds });
    }
  }

  async function sweep(stopped: () => boolean): Promise<void> {
    try {
      const { now, jobs } = await survey();
      for (const job of jobs) {
        if (stopped()) return;
        if (wantsRing(job, now)) await ring(job.id).catch(onError);
      }
      tell(jobs, now);
    } catch (error) {
      onError(error);
    }
  }

  return createRounds({ timer, everyMs, first: 'now', round: sweep });
}

/** By Redis' clock: a worker is wanted, none is at it, and no ring that may still be heard is under way. */
export function wantsRing(job: Surveyed, now: number): boolean {
  if (waitingMs(job, now) === 0) return false;
  const { rungAt, leaseUntil = 0 } = job;
  return rungAt === undefined || leaseUntil >= rungAt || now - rungAt >= LOST;
}

/** For how long the job has wanted a worker and had none; 0 when it has one or waits for people. */
function waitingMs({ state, changedAt, leaseUntil = 0 }: Surveyed, now: number): number {
  if (state === undefined || !WORKER_STATES.has(state) || leaseUntil > now) return 0;
  return Math.max(1, now - Math.max(changedAt, leaseUntil));
}
