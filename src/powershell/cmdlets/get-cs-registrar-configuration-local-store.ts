import { z } from 'zod';
import { defineUse } from '../types.js';

/** Registrar settings as this server's RTCLOCAL holds them; PoolState tells whether a pool is failed over. */
export const getCsRegistrarConfigurationLocalStore = defineUse({
  name: 'get-cs-registrar-configuration-local-store',
  cmdlet: 'Get-CsRegistrarConfiguration',
  effect: 'read',
  runsOn: ['each'],
  // No Identity: a pool without settings of its own would be an error instead of a missing row.
  params: z.strictObject({}),
  fixed: { LocalStore: true },
  fields: { Identity: 'value', PoolState: 'value' },
  // The reference documents PoolState for the setter only (domain-notes 1.9), so the getter may not show it.
  row: z.object({ Identity: z.string(), PoolState: z.string().nullish() }),
  expectedMs: 2_000,
  lateMs: 30_000,
  right: 'RTCUniversalUserAdmins or RTCUniversalServerAdmins',
  doc: 'domain-notes 1.9, sfb-facts 3.4',
});
