import { z } from 'zod';
import { defineUse } from '../types.js';

/**
 * Moves the CMS to the server it runs on: the planned form, which waits for replication and makes the source read-only.
 * It takes no parameter, so that the form for a lost primary, which does neither, cannot be made of it. After the move it
 * verifies for up to 15 minutes; that is not the failover any more.
 */
export const invokeCsManagementServerFailover = defineUse({
  name: 'invoke-cs-management-server-failover',
  cmdlet: 'Invoke-CsManagementServerFailover',
  effect: 'destructive',
  runsOn: ['to'],
  params: z.strictObject({}),
  fields: 'self',
  row: z.unknown(),
  expectedMs: 300_000,
  lateMs: 1_800_000,
  right: 'RTCUniversalServerAdmins; on a server of the pool to fail over to',
  doc: 'sfb-facts 3.1, domain-notes 1.2',
});
