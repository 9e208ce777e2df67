import type { JobStore } from './jobs.js';
import type { Lease } from './leases.js';
import type { StepRecord } from './record.js';

/** What a job without a plan has done and does now, as steps of its record. */
export interface Parts {
  /** The next part begins, so the one before it is done. Nothing waits for it; one that cannot be written is not shown. */
  tell(what: string): void;
  /** All of them as they stand when the job is over; resolves when nothing is on its way to the record any more. */
  over(ended: 'done' | 'failed'): Promise<StepRecord[]>;
}

export function createParts(id: string, lease: Lease, { patchJob }: Pick<JobStore, 'patchJob'>): Parts {
  const steps: StepRecord[] = [];
  let written: Promise<unknown> = Promise.resolve();
  const end = (state: 'done' | 'failed') => {
    const last = steps.pop();
    if (last !== undefined) steps.push({ ...last, state });
  };
  return {
    tell(title) {
      end('done');
      steps.push({ id: `part-${steps.length + 1}`, title, state: 'running' });
      const now = [...steps];
      const write = () => patchJob(id, { state: 'preparing', lease }, { steps: now });
      written = written.then(write).catch(() => undefined);
    },

    async over(ended) {
      await written;
      end(ended);
      return steps;
    },
  };
}
