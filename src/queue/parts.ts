import type { JobStore } from './jobs.js';
import type { Lease } from './leases.js';
import type { StepRecord } from './record.js';

/** What a job without a plan has done and does now, as steps of its record. */
export interface Parts {
  /**
   * The next part begins, so the one before it is done; with `said` the same part goes on and says something. Nothing waits
   * for it; what cannot be written is not shown.
   */
  tell(what: string, said?: string): void;
  /** All of them as they stand when the job is over; resolves when nothing is on its way to the record any more. */
  over(ended: 'done' | 'failed'): Promise<StepRecord[]>;
}

export function createParts(id: string, lease: Lease, { patchJob }: Pick<JobStore, 'patchJob'>): Parts {
  const steps: StepRecord[] = [];
  let changes = 0;
  let shown = 0;
  let written: Promise<void> | undefined;

  const end = (state: 'done' | 'failed') => {
    const last = steps.pop();
    if (last !== undefined) steps.push({ ...last, state });
  };

  /** One write at a time, always of the newest: a cmdlet may speak ten times a second. */
  async function write(): Promise<void> {
    while (shown < changes) {
      shown = changes;
      await patchJob(id, { state: 'preparing', lease }, { steps: [...steps] }).catch(() => undefined);
    }
    written = undefined;
  }

  return {
    tell(title, said) {
      const last = steps.at(-1);
      if (said !== undefined && last?.title === title) {
        if (last.said === said) return;
        steps.splice(-1, 1, { ...last, said: said.slice(0, 300) });
      } else {
        end('done');
        steps.push({ id: `part-${steps.length + 1}`, title, state: 'running' });
      }
      changes += 1;
      written ??= write();
    },

    async over(ended) {
      await written;
      end(ended);
      return steps;
    },
  };
}
