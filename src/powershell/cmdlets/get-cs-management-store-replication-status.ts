import { z } from 'zod';
import { Fqdn } from '../../domain.js';
import { defineUse } from '../types.js';

/** A date, or nothing for a replica that never reported; how "nothing" looks is UNVERIFIED (sfb-facts 3.8). */
const When = z.union([z.date(), z.string()]).nullish();

/** One row per replica: is it up to date, and since when. No row at all is a failure, not "nothing out of date". */
export const getCsManagementStoreReplicationStatus = defineUse({
  name: 'get-cs-management-store-replication-status',
  cmdlet: 'Get-CsManagementStoreReplicationStatus',
  effect: 'read',
  runsOn: ['jump', 'each'],
  params: z.strictObject({ ReplicaFqdn: Fqdn.optional() }),
  fields: {
    UpToDate: 'value',
    ReplicaFqdn: 'value',
    LastStatusReport: 'value',
    LastUpdateCreation: 'value',
    ProductVersion: 'value',
  },
  row: z.object({
    UpToDate: z.boolean(),
    ReplicaFqdn: z.string(),
    LastStatusReport: When,
    LastUpdateCreation: When,
    ProductVersion: z.string().nullish(),
  }),
  expectedMs: 3_000,
  lateMs: 30_000,
  right: 'RTCUniversalUserAdmins or RTCUniversalServerAdmins',
  doc: 'sfb-facts 3.8',
});
