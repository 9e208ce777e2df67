import { z } from 'zod';
import { defineUse } from '../types.js';

/** The Response Group workflows of one pool, by name. A pool without any gives no row. */
export const getCsRgsWorkflow = defineUse({
  name: 'get-cs-rgs-workflow',
  cmdlet: 'Get-CsRgsWorkflow',
  effect: 'read',
  runsOn: ['jump', 'each'],
  params: z.strictObject({
    Identity: z
      .string()
      .regex(
        /^service:ApplicationServer:[a-z0-9][a-z0-9.-]{0,251}[a-z0-9]$/,
        'is not service:ApplicationServer:<pool>',
      ),
  }),
  fields: { Name: 'value' },
  row: z.object({ Name: z.string() }),
  expectedMs: 5_000,
  lateMs: 30_000,
  right: 'RTCUniversalServerAdmins',
  doc: "sfb-facts 3.16; Microsoft's reference page of the cmdlet",
});
