import { z } from 'zod';
import { Fqdn } from '../../domain.js';
import { defineUse } from '../types.js';

/** What the Backup Service of one pool sends and receives, per module. One direction only: ask both pools. */
export const getCsBackupServiceStatus = defineUse({
  name: 'get-cs-backup-service-status',
  cmdlet: 'Get-CsBackupServiceStatus',
  effect: 'read',
  runsOn: ['jump', 'each'],
  params: z.strictObject({ PoolFqdn: Fqdn }),
  // The overall states are not read: their names are UNVERIFIED (sfb-facts 3.6) and the modules say more.
  fields: { BackupModules: { Identity: 'value', ExportStatus: 'value', ImportStatus: 'value' } },
  row: z.object({
    BackupModules: z.array(z.object({ Identity: z.string(), ExportStatus: z.string(), ImportStatus: z.string() })),
  }),
  expectedMs: 3_000,
  lateMs: 30_000,
  right: 'RTCUniversalServerAdmins (or a group of Set-CsBackupServiceConfiguration -AuthorizedUniversalGroups)',
  doc: 'sfb-facts 3.6',
});
