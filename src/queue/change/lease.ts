import type { Lease, LeaseStore } from '../leases.js';
import type { Timer } from '../time.js';

export interface KeptLease {
  /** Aborted when the lease is lost. */
  readonly lost: AbortSignal;
  stop(): void;
}

/** Renews a lease while a job is worked on; a renewal that gets no answer is no proof of loss. */
export function keepLease(
  lease: Lease,
  { store, timer, leaseMs }: { store: Pick<LeaseStore, 'renewLease'>; timer: Timer; leaseMs: number },
): KeptLease {
  const lost = new AbortController();
  let stopped = false;
  let cancel = () => {};
  const renew = async () => {
    const kept = await store.renewLease(lease, leaseMs).catch(() => true);
    if (stopped) return;
    if (kept) next();
    else lost.abort(new Error('the lease is lost'));
  };
  const next = () => {
    cancel = timer.after(leaseMs / 3, () => void renew());
  };
  next();
  return {
    lost: lost.signal,
    stop() {
      stopped = true;
      cancel();
    },
  };
}
