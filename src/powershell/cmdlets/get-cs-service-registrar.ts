import { z } from 'zod';
import { defineUse } from '../types.js';

/** Every pool that registers users, and its site (`Site:London`). */
export const getCsServiceRegistrar = defineUse({
  name: 'get-cs-service-registrar',
  cmdlet: 'Get-CsService',
  effect: 'read',
  runsOn: ['jump', 'each'],
  params: z.strictObject({}),
  fixed: { Registrar: true },
  fields: { Identity: 'value', PoolFqdn: 'value', SiteId: 'value' },
  row: z.object({ Identity: z.string(), PoolFqdn: z.string(), SiteId: z.string().nullish() }),
  expectedMs: 3_000,
  lateMs: 30_000,
  right: 'RTCUniversalUserAdmins or RTCUniversalServerAdmins',
  doc: 'sfb-facts 3.10',
});
