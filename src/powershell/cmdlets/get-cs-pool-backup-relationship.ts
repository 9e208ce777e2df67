import { z } from 'zod';
import { Fqdn } from '../../domain.js';
import { defineUse } from '../types.js';

/** Which pool backs up this one. Read-only: pairing is made in Topology Builder. */
export const getCsPoolBackupRelationship = defineUse({
  name: 'get-cs-pool-backup-relationship',
  cmdlet: 'Get-CsPoolBackupRelationship',
  effect: 'read',
  runsOn: ['jump', 'each'],
  params: z.strictObject({ PoolFqdn: Fqdn }),
  // Property names are UNVERIFIED (sfb-facts 3.5): any of these may hold the partner; doctor records the real one.
  fields: {
    PoolFqdn: 'value',
    BackupPoolFqdn: 'value',
    PrimaryPoolFqdn: 'value',
    PairedPoolFqdn: 'value',
    BackupPool: 'value',
  },
  row: z.object({
    PoolFqdn: z.string().nullish(),
    BackupPoolFqdn: z.string().nullish(),
    PrimaryPoolFqdn: z.string().nullish(),
    PairedPoolFqdn: z.string().nullish(),
    BackupPool: z.string().nullish(),
  }),
  expectedMs: 2_000,
  lateMs: 30_000,
  right: 'RTCUniversalServerAdmins (assumed, not documented)',
  doc: 'sfb-facts 3.5',
});
