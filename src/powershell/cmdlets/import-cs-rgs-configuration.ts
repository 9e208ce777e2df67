import { z } from 'zod';
import { defineUse } from '../types.js';

/**
 * Puts exported Response Groups into another pool. Without any of its switches: what is there is not replaced, and a name
 * that exists there already is an error.
 */
export const importCsRgsConfiguration = defineUse({
  name: 'import-cs-rgs-configuration',
  cmdlet: 'Import-CsRgsConfiguration',
  effect: 'destructive',
  runsOn: ['to'],
  params: z.strictObject({
    FileName: z.string().min(1),
    Destination: z
      .string()
      .regex(
        /^service:ApplicationServer:[a-z0-9][a-z0-9.-]{0,251}[a-z0-9]$/,
        'is not service:ApplicationServer:<pool>',
      ),
  }),
  fields: 'self',
  row: z.unknown(),
  expectedMs: 120_000,
  lateMs: 1_800_000,
  right: 'RTCUniversalServerAdmins (assumed, not documented)',
  doc: 'sfb-facts 3.16',
});
