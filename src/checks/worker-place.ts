import type { Fqdn } from '../domain.js';
import { listed } from '../report.js';
import type { Check } from './types.js';

/** The machine this worker runs on, undefined when nobody said. */
export interface WorkerPlaceFacts {
  readonly jump: Fqdn | undefined;
}

export const workerPlace: Check<WorkerPlaceFacts> = {
  id: 'worker-place',
  title: 'worker and backups outlive the primary',
  why: 'Bot, Redis, worker and one copy of the backups belong to the backup site or a third one.',
  severity: { planned: 'warns', disaster: 'warns', failback: 'warns', recover: 'warns' },

  gather: async ({ jump }) => ({ jump }),

  judge({ jump }, pair) {
    const lost = [
      ...(jump === pair.primary ? ['this worker'] : []),
      ...(pair.shares.every((share) => share.on === pair.primary) ? ['every backup share'] : []),
    ];
    if (lost.length > 0) {
      const fix = 'Move it to the backup site or a third one.';
      return { status: 'warn', sentence: `On ${pair.primary} (primary) itself: ${listed(lost)}.`, fix };
    }
    if (jump === undefined) {
      const fix = 'Name the machine of the worker in the config (worker.jump).';
      return { status: 'unknown', sentence: 'On which machine this worker runs is not known.', fix };
    }
    return { status: 'pass', sentence: `The worker is on ${jump}, and not every backup share is on the primary.` };
  },
};
