import type { Doorbell } from '../queue/bullmq.js';
import { newJobId } from '../queue/ids.js';
import type { JobStore } from '../queue/jobs.js';
import type { PresenceStore } from '../queue/presence.js';
import type { StatusStore } from '../queue/statuses.js';
import type { Intake } from './types.js';

export interface IntakeDeps {
  readonly store: Pick<JobStore, 'createJob'> & Pick<PresenceStore, 'listWorkers'> & Pick<StatusStore, 'getStatus'>;
  readonly doorbell: Pick<Doorbell, 'ring'>;
  readonly lab: boolean;
  /** A whole number from 0 up to, not including, its argument. */
  readonly random: (below: number) => number;
  /** What is wrong with Redis now; while something is, no job is written. */
  readonly fault: () => Error | undefined;
}

/** Commands' way into the queue. */
export function createIntake({ store, doorbell, lab, random, fault }: IntakeDeps): Intake {
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
  };
}
