import type { Time } from './types.js';

/** The clock and timers of this process. */
export function createTime(): Time {
  return {
    now: () => Date.now(),
    after(milliseconds, run) {
      const timer = setTimeout(run, milliseconds);
      return () => clearTimeout(timer);
    },
  };
}
