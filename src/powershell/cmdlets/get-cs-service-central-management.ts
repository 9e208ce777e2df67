import { z } from 'zod';
import { defineUse } from '../types.js';

/** The two Central Management services of a pair, and which of them the CMS calls active. */
export const getCsServiceCentralManagement = defineUse({
  name: 'get-cs-service-central-management',
  cmdlet: 'Get-CsService',
  effect: 'read',
  runsOn: ['jump', 'each'],
  params: z.strictObject({}),
  fixed: { CentralManagement: true },
  // Identity is not read: its prefix is UNVERIFIED (sfb-facts 3.10) and PoolFqdn says the same.
  fields: { PoolFqdn: 'value', Active: 'value' },
  row: z.object({ PoolFqdn: z.string(), Active: z.boolean() }),
  expectedMs: 3_000,
  lateMs: 30_000,
  right: 'RTCUniversalUserAdmins or RTCUniversalServerAdmins',
  doc: 'sfb-facts 3.10',
});
