import { createFailover } from './failover/failover.js';
import type { TakeSet } from './failover/prepare.js';

/** Every job that changes something and needs approval, by its kind: one line each. */
export function createChanges({ takeSet }: { readonly takeSet: TakeSet }) {
  return { failover: createFailover(takeSet) };
}
