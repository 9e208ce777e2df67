import { z } from 'zod';
import { defineUse } from '../types.js';

/**
 * Gives an Edge pool another next hop. It writes the topology of the CMS and reaches the Edge by replication. Both
 * prefixes are the documented form; ports are never touched.
 */
export const setCsEdgeServer = defineUse({
  name: 'set-cs-edge-server',
  cmdlet: 'Set-CsEdgeServer',
  effect: 'reversible',
  runsOn: ['connected'],
  params: z.strictObject({
    Identity: z.string().regex(/^EdgeServer:[a-z0-9][a-z0-9.-]{0,251}[a-z0-9]$/, 'is not EdgeServer:<Edge pool>'),
    Registrar: z.string().regex(/^Registrar:[a-z0-9][a-z0-9.-]{0,251}[a-z0-9]$/, 'is not Registrar:<pool>'),
  }),
  fields: 'self',
  row: z.unknown(),
  expectedMs: 60_000,
  lateMs: 1_800_000,
  right: 'RTCUniversalServerAdmins',
  doc: 'sfb-facts 3.11',
});
