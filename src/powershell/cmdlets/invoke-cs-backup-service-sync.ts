import { z } from 'zod';
import { Fqdn } from '../../domain.js';
import { defineUse } from '../types.js';

/** Sends what is behind from one pool to its partner. Only while one server alone holds the CMS (domain-notes 1.8). */
export const invokeCsBackupServiceSync = defineUse({
  name: 'invoke-cs-backup-service-sync',
  cmdlet: 'Invoke-CsBackupServiceSync',
  effect: 'safe-change',
  runsOn: ['jump', 'each'],
  params: z.strictObject({ PoolFqdn: Fqdn }),
  fields: 'self',
  row: z.unknown(),
  expectedMs: 60_000,
  lateMs: 900_000,
  right: 'RTCUniversalServerAdmins (assumed, not documented)',
  doc: 'sfb-facts 3.7',
});
