import { z } from 'zod';
import { defineUse } from '../types.js';

/** Every pool that may have Response Groups. */
export const getCsServiceApplicationServer = defineUse({
  name: 'get-cs-service-application-server',
  cmdlet: 'Get-CsService',
  effect: 'read',
  runsOn: ['jump', 'each'],
  params: z.strictObject({}),
  fixed: { ApplicationServer: true },
  fields: { Identity: 'value', PoolFqdn: 'value' },
  row: z.object({ Identity: z.string(), PoolFqdn: z.string() }),
  expectedMs: 3_000,
  lateMs: 30_000,
  right: 'RTCUniversalUserAdmins or RTCUniversalServerAdmins',
  doc: 'sfb-facts 3.10',
});
