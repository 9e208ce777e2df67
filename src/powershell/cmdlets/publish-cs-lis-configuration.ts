import { z } from 'zod';
import { defineUse } from '../types.js';

/** Makes the LIS of the CMS the one that clients are told. Only after an import whose counts match (domain-notes 1.15). */
export const publishCsLisConfiguration = defineUse({
  name: 'publish-cs-lis-configuration',
  cmdlet: 'Publish-CsLisConfiguration',
  effect: 'destructive',
  runsOn: ['to', 'connected'],
  params: z.strictObject({}),
  fields: 'self',
  row: z.unknown(),
  expectedMs: 60_000,
  lateMs: 1_800_000,
  right: 'RTCUniversalServerAdmins',
  doc: 'sfb-facts 3.15',
});
