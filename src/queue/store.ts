import type { Redis } from 'ioredis';
import type { GateStore } from '../approvals/types.js';
import type { Witness } from '../audit/witness.js';
import { type BusyStore, createBusyStore } from './busy.js';
import { createGateStore } from './gates.js';
import { createHolderStore, type HolderStore } from './holder.js';
import { createInstallationStore, type InstallationStore } from './installation.js';
import { createJobStore, type JobStore } from './jobs.js';
import { keysOf } from './keys.js';
import { createLeaseStore, type LeaseStore } from './leases.js';
import { createDecidingLink } from './link.js';
import { createLostStore, type LostStore } from './lost.js';
import { createPresenceStore, type PresenceStore } from './presence.js';
import { createScheduleStore, type ScheduleStore } from './schedule.js';
import { createStatusStore, type StatusStore } from './statuses.js';
import { createThreadStore, type ThreadStore } from './threads.js';
import { createWakes, type SubscribeWakes } from './wakes.js';

/** Everything that bot and worker know of each other. Nothing here ever answers a failed question with a default. */
export interface Store
  extends BusyStore,
    GateStore,
    InstallationStore,
    HolderStore,
    JobStore,
    LeaseStore,
    LostStore,
    PresenceStore,
    ScheduleStore,
    StatusStore {
  /** Changes of records as they happen, on a connection of its own; after a break a `resync`. */
  subscribeWakes: SubscribeWakes;
  /** The part the renderer of Slack threads uses. */
  readonly threads: ThreadStore;
}

export interface StoreOptions {
  /** A connection of role `producer`. */
  readonly redis: Redis;
  /** Opens the connection for wakes, of role `worker`. */
  readonly openSubscriber: () => Redis;
  readonly deployment: string;
  /** How far Redis had come, from outside of it; without one a loss is found only while this process lives. */
  readonly witness?: Witness;
}

export function createStore({ redis, openSubscriber, deployment, witness }: StoreOptions): Store {
  const keys = keysOf(deployment);
  const link = createDecidingLink(redis, keys, witness);
  const jobs = createJobStore(link, keys, deployment);
  const leases = createLeaseStore(link, keys);
  const subscribeWakes = createWakes(openSubscriber, keys);
  return {
    ...jobs,
    ...createBusyStore(link, keys, { ...jobs, ...leases }),
    ...createGateStore(link, keys),
    ...createHolderStore(link, keys),
    ...createInstallationStore(link, keys),
    ...leases,
    ...createLostStore(link, keys),
    ...createPresenceStore(link, keys),
    ...createScheduleStore(link, keys),
    ...createStatusStore(link, keys),
    subscribeWakes,
    threads: createThreadStore(link, keys, jobs, subscribeWakes),
  };
}
