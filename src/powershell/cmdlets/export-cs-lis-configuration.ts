import { z } from 'zod';
import { defineUse } from '../types.js';

/** The location database (E9-1-1) into one new zip; the cmdlet never overwrites. */
export const exportCsLisConfiguration = defineUse({
  name: 'export-cs-lis-configuration',
  cmdlet: 'Export-CsLisConfiguration',
  effect: 'safe-change',
  runsOn: ['jump'],
  params: z.strictObject({ FileName: z.string().min(3) }),
  fields: 'self',
  row: z.unknown(),
  expectedMs: 10_000,
  lateMs: 300_000,
  right: 'RTCUniversalServerAdmins',
  doc: 'sfb-facts 3.15',
});
