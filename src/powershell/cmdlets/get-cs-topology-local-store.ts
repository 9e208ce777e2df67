import { z } from 'zod';
import { defineUse } from '../types.js';

/** The topology as this server's RTCLOCAL holds it; only the server itself can say (domain-notes 1.11). */
export const getCsTopologyLocalStore = defineUse({
  name: 'get-cs-topology-local-store',
  cmdlet: 'Get-CsTopology',
  effect: 'read',
  runsOn: ['each'],
  params: z.strictObject({}),
  fixed: { AsXml: true, LocalStore: true },
  fields: 'self',
  row: z.string(),
  expectedMs: 4_000,
  lateMs: 30_000,
  right: 'RTCUniversalReadOnlyAdmins',
  doc: 'sfb-facts 3.12',
});
