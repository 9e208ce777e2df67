import { countedVotes } from '../approvals/policy.js';
import type { Gate, GateStore } from '../approvals/types.js';
import type { JobLine } from '../commands/types.js';
import type { Doorbell } from '../queue/bullmq.js';
import { cancelJob } from '../queue/cancel.js';
import type { HolderStore } from '../queue/holder.js';
import { newJobId } from '../queue/ids.js';
import type { JobStore } from '../queue/jobs.js';
import type { PresenceStore } from '../queue/presence.js';
import { CLOSED_STATES, type JobRecord } from '../queue/record.js';
import { resolveJob } from '../queue/resolve.js';
import type { StatusStore } from '../queue/statuses.js';
import type { Intake } from './types.js';

/** How many jobs of a pair a list shows beside the open ones. */
const RECENT = 10;

export interface IntakeDeps {
  readonly store: Pick<JobStore, 'createJob' | 'readJob' | 'openJobs' | 'recentJobs' | 'moveJob' | 'patchJob'> &
    Pick<PresenceStore, 'listWorkers' | 'frozen' | 'freeze' | 'thaw'> &
    Pick<HolderStore, 'redisNow'> &
    Pick<StatusStore, 'getStatus'>;
  readonly gates: Pick<GateStore, 'readGate'>;
  readonly doorbell: Pick<Doorbell, 'ring'>;
  readonly lab: boolean;
  /** A whole number from 0 up to, not including, its argument. */
  readonly random: (below: number) => number;
  /** What is wrong with Redis now; while something is, no job is written. */
  readonly fault: () => Error | undefined;
}

/** Commands' way into the queue. */
export function createIntake({ store, gates, doorbell, lab, random, fault }: IntakeDeps): Intake {
  return {
    async createJob({ kind, pair, request, requester, channel, trigger, answer }) {
      const wrong = fault();
      if (wrong !== undefined) throw wrong;
      const job = {
        id: newJobId(kind, random),
        kind,
        pair,
        request,
        requester,
        channel,
        lab,
        source: 'slack' as const,
      };
      const answered = answer === undefined ? {} : { state: 'done' as const, ...answer };
      return await store.createJob({ ...job, ...answered }, { triggerId: trigger });
    },

    ring: (id) => doorbell.ring(id),
    workers: async () => (await store.listWorkers()).length,
    lastStatus: (pair) => store.getStatus(pair),

    async jobsOf(pair) {
      const [open, recent] = await Promise.all([store.openJobs(), store.recentJobs(pair, RECENT)]);
      const records = await Promise.all([...new Set([...open, ...recent])].map((id) => store.readJob(id)));
      const found = records.filter((record) => record?.pair === pair).filter((record) => record !== undefined);
      const lines = await Promise.all(found.map((record) => lineOf(record, gates)));
      return lines.sort((a, b) => (a.askedAt < b.askedAt ? 1 : -1));
    },

    frozen: () => store.frozen(),
    freeze: (by, reason) => store.freeze(by, reason),
    thaw: () => store.thaw(),

    async cancelJob(by, job, reason) {
      const at = new Date(await store.redisNow()).toISOString();
      await cancelJob(store, job, { by, at, reason });
      await doorbell.ring(job).catch(() => undefined);
      return 'cancelling';
    },

    async resolveJob(by, job, how, why) {
      const at = new Date(await store.redisNow()).toISOString();
      const resolved = await resolveJob({ ...store, readGate: gates.readGate }, job, how, { ...why, by, at });
      // A ring that fails costs time only: a sweeper rings, too.
      if (resolved === 'looks') await doorbell.ring(job).catch(() => undefined);
      return resolved;
    },
  };
}

async function lineOf(record: JobRecord, gates: Pick<GateStore, 'readGate'>): Promise<JobLine> {
  const { id, kind, state, askedAt, requester, sentence } = record;
  const gate = state === 'waiting-approval' ? await gates.readGate(id) : undefined;
  return {
    id,
    kind,
    state,
    askedAt,
    requester,
    open: !CLOSED_STATES.has(state),
    ...(sentence === undefined ? {} : { sentence }),
    ...(gate === undefined ? {} : { gate: gateLine(gate) }),
  };
}

function gateLine(gate: Gate): NonNullable<JobLine['gate']> {
  const { expiresAt, policy } = gate;
  return { have: countedVotes(gate).length, quorum: policy.quorum, ...(expiresAt === undefined ? {} : { expiresAt }) };
}
