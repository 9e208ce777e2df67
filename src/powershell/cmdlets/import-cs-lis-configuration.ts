import { z } from 'zod';
import { defineUse } from '../types.js';

/** Puts an exported LIS into the CMS: what was removed or changed comes back, nothing newer is deleted. */
export const importCsLisConfiguration = defineUse({
  name: 'import-cs-lis-configuration',
  cmdlet: 'Import-CsLisConfiguration',
  effect: 'destructive',
  runsOn: ['to', 'connected'],
  params: z.strictObject({ FileName: z.string().min(1) }),
  fields: 'self',
  row: z.unknown(),
  expectedMs: 120_000,
  lateMs: 1_800_000,
  right: 'RTCUniversalServerAdmins',
  doc: 'sfb-facts 3.15',
});
