import { z } from 'zod';
import { Fqdn } from '../../domain.js';
import { defineUse } from '../types.js';

/** Sends the users of a pool to its partner: read-only first, then a last sync. `PoolFqdn` is the pool they leave. */
export const invokeCsPoolFailOver = defineUse({
  name: 'invoke-cs-pool-failover',
  cmdlet: 'Invoke-CsPoolFailOver',
  effect: 'destructive',
  runsOn: ['to'],
  params: z.strictObject({ PoolFqdn: Fqdn }),
  fields: 'self',
  row: z.unknown(),
  expectedMs: 1_200_000,
  lateMs: 3_600_000,
  right: 'RTCUniversalServerAdmins (assumed, not documented)',
  doc: 'sfb-facts 3.4, domain-notes 1.2',
});
