import { z } from 'zod';
import { defineUse } from '../types.js';

/** Deletes the replication status and forces a full replication; every replica is False for 2 to 3 minutes by design. */
export const invokeCsManagementStoreReplication = defineUse({
  name: 'invoke-cs-management-store-replication',
  cmdlet: 'Invoke-CsManagementStoreReplication',
  effect: 'safe-change',
  runsOn: ['jump', 'each'],
  params: z.strictObject({}),
  fields: 'self',
  row: z.unknown(),
  expectedMs: 30_000,
  lateMs: 300_000,
  right: 'RTCUniversalServerAdmins (assumed, not documented)',
  doc: 'sfb-facts 3.9',
});
