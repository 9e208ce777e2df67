import { randomInt } from 'node:crypto';
import type { LoadedWorker } from '../config/load.js';
import type { Doorbell } from '../queue/bullmq.js';
import { newJobId } from '../queue/ids.js';
import { createSchedule } from '../queue/schedule.js';
import type { Store } from '../queue/store.js';
import { systemTimer } from '../queue/time.js';

/** Begins the daily backups of this worker's config; gives what ends them. Does nothing where none are configured. */
export function startSchedule(
  { config }: LoadedWorker,
  store: Store,
  doorbell: Doorbell,
  onError: (error: unknown) => void,
): () => Promise<void> {
  const { backup } = config.worker;
  if (backup === undefined) return async () => {};
  const schedule = createSchedule({
    store,
    pairs: config.deployment.pairs.map(({ name }) => name),
    at: backup.at,
    lab: config.lab,
    newId: () => newJobId('backup', randomInt),
    ring: (job) => doorbell.ring(job),
    timer: systemTimer,
    onError,
  });
  schedule.start();
  return () => schedule.stop();
}
