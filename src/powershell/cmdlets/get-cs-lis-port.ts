import { z } from 'zod';
import { defineUse } from '../types.js';

/** One row for each LIS port of the CMS this session is connected to; only how many there are matters. */
export const getCsLisPort = defineUse({
  name: 'get-cs-lis-port',
  cmdlet: 'Get-CsLisPort',
  effect: 'read',
  runsOn: ['jump', 'each'],
  params: z.strictObject({}),
  fields: 'self',
  row: z.unknown(),
  expectedMs: 3_000,
  lateMs: 30_000,
  right: 'RTCUniversalServerAdmins',
  doc: "sfb-facts 3.15; Microsoft's reference page of the cmdlet",
});
