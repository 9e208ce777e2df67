import type { Observer } from '../change.js';
import { cmsFailover } from './cms-failover.js';
import { edgeNextHop } from './edge-next-hop.js';
import { edgeReplica } from './edge-replica.js';
import { lisImport } from './lis-import.js';
import { matrixSettled } from './matrix-settled.js';
import { poolFailover } from './pool-failover.js';
import { rgsImport } from './rgs-import.js';
import { serviceState } from './service-state.js';
import { verify } from './verify.js';

/** Who says whether a step has happened, by the name a plan uses. One line each. */
export const observers = {
  'cms-failover': cmsFailover,
  'edge-next-hop': edgeNextHop,
  'edge-replica': edgeReplica,
  'lis-import': lisImport,
  'matrix-settled': matrixSettled,
  'pool-failover': poolFailover,
  'rgs-import': rgsImport,
  'service-state': serviceState,
  verify,
} satisfies Record<string, Observer>;

export type ObserverName = keyof typeof observers;
