import { z } from 'zod';
import { defineUse } from '../types.js';

/** Every Edge pool, its site (`Site:London`) and its next hop. An Edge pool may have none. */
export const getCsServiceEdgeServer = defineUse({
  name: 'get-cs-service-edge-server',
  cmdlet: 'Get-CsService',
  effect: 'read',
  runsOn: ['jump', 'each'],
  params: z.strictObject({}),
  fixed: { EdgeServer: true },
  fields: { Identity: 'value', PoolFqdn: 'value', Registrar: 'value', SiteId: 'value' },
  row: z.object({
    Identity: z.string(),
    PoolFqdn: z.string(),
    Registrar: z.string().nullish(),
    SiteId: z.string().nullish(),
  }),
  expectedMs: 3_000,
  lateMs: 30_000,
  right: 'RTCUniversalUserAdmins or RTCUniversalServerAdmins',
  doc: 'sfb-facts 3.10',
});
