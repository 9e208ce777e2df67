import { z } from 'zod';
import { defineUse } from '../types.js';

/** Response Groups of one pool into one new zip. `-RemoveExportedConfiguration` deletes the source and is not offered. */
export const exportCsRgsConfiguration = defineUse({
  name: 'export-cs-rgs-configuration',
  cmdlet: 'Export-CsRgsConfiguration',
  effect: 'safe-change',
  runsOn: ['jump'],
  params: z.strictObject({
    Source: z
      .string()
      .regex(
        /^service:ApplicationServer:[a-z0-9][a-z0-9.-]{0,251}[a-z0-9]$/,
        'is not service:ApplicationServer:<pool>',
      ),
    FileName: z.string().min(3),
  }),
  fields: 'self',
  row: z.unknown(),
  expectedMs: 20_000,
  lateMs: 300_000,
  right: 'RTCUniversalServerAdmins (assumed, not documented)',
  doc: 'sfb-facts 3.16',
});
