import { z } from 'zod';
import { defineUse } from '../types.js';

/** Registrar settings in the CMS, Global and per pool; PoolState tells whether a pool is failed over. */
export const getCsRegistrarConfiguration = defineUse({
  name: 'get-cs-registrar-configuration',
  cmdlet: 'Get-CsRegistrarConfiguration',
  effect: 'read',
  runsOn: ['jump', 'each'],
  // No Identity: a pool without settings of its own would be an error instead of a missing row.
  params: z.strictObject({}),
  fields: { Identity: 'value', PoolState: 'value' },
  // The reference documents PoolState for the setter only (domain-notes 1.9), so the getter may not show it.
  row: z.object({ Identity: z.string(), PoolState: z.string().nullish() }),
  expectedMs: 2_000,
  lateMs: 30_000,
  right: 'RTCUniversalUserAdmins or RTCUniversalServerAdmins',
  doc: 'domain-notes 1.9, sfb-facts 3.4',
});
