import { z } from 'zod';
import { defineUse } from '../types.js';

/**
 * Where the CMS is now and where a failover would move it, as the cmdlet itself tells it. The switch is fixed here: one
 * lost flag would be a failover. Its text goes to the host (`Answer.host`) and to no stream (domain-notes 1.7).
 */
export const invokeCsManagementServerFailoverWhatIf = defineUse({
  name: 'invoke-cs-management-server-failover-what-if',
  cmdlet: 'Invoke-CsManagementServerFailover',
  effect: 'read',
  runsOn: ['to'],
  params: z.strictObject({}),
  fixed: { WhatIf: true },
  alone: true,
  fields: 'self',
  row: z.unknown(),
  expectedMs: 10_000,
  lateMs: 60_000,
  right: 'RTCUniversalServerAdmins; on a server of the pool to fail over to',
  doc: 'sfb-facts 3.1',
});
