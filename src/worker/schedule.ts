import { randomInt } from 'node:crypto';
import type { AuditChain } from '../audit/chain.js';
import type { LoadedWorker } from '../config/load.js';
import type { Doorbell } from '../queue/bullmq.js';
import { newJobId } from '../queue/ids.js';
import { createSchedule } from '../queue/schedule.js';
import type { Store } from '../queue/store.js';
import { systemTimer } from '../queue/time.js';

export interface ScheduleParts {
  readonly store: Store;
  readonly doorbell: Doorbell;
  readonly audit: Pick<AuditChain, 'append'>;
  readonly onError: (error: unknown) => void;
}

/** Begins the daily backups of this worker's config; gives what ends them. Where none are configured none is due. */
export function startSchedule(
  { config }: LoadedWorker,
  { store, doorbell, audit, onError }: ScheduleParts,
): () => Promise<void> {
  const { backup } = config.worker;
  const pairs = config.deployment.pairs.map(({ name }) => name);
  if (backup === undefined) {
    // Nobody is to miss a backup that is not wanted any more.
    for (const pair of pairs) store.forgetScheduled(pair).catch(onError);
    return async () => {};
  }
  const schedule = createSchedule({
    store,
    pairs,
    at: backup.at,
    lab: config.lab,
    newId: () => newJobId('backup', randomInt),
    ring: (job) => doorbell.ring(job),
    audit: (kind, body) => audit.append(kind, body),
    timer: systemTimer,
    onError,
  });
  schedule.start();
  return () => schedule.stop();
}
