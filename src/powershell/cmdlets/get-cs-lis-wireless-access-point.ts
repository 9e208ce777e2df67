import { z } from 'zod';
import { defineUse } from '../types.js';

/** One row for each LIS wireless access point of the CMS this session is connected to; only how many there are matters. */
export const getCsLisWirelessAccessPoint = defineUse({
  name: 'get-cs-lis-wireless-access-point',
  cmdlet: 'Get-CsLisWirelessAccessPoint',
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
