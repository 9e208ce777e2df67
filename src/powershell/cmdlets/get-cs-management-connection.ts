import { z } from 'zod';
import { defineUse } from '../types.js';

/** The CMS connection of the PowerShell session that answers; it follows the SCP unless somebody set another. */
export const getCsManagementConnection = defineUse({
  name: 'get-cs-management-connection',
  cmdlet: 'Get-CsManagementConnection',
  effect: 'read',
  runsOn: ['jump', 'each'],
  params: z.strictObject({}),
  fields: { StoreProvider: 'value', SqlServer: 'value', SqlInstance: 'value' },
  row: z.object({
    StoreProvider: z.string().nullish(),
    SqlServer: z.string().nullish(),
    // null for the default instance (sfb-facts 3.3).
    SqlInstance: z.string().nullish(),
  }),
  expectedMs: 2_000,
  lateMs: 30_000,
  right: 'RTCUniversalUserAdmins, RTCUniversalServerAdmins or RTCUniversalReadOnlyAdmins',
  doc: 'sfb-facts 3.3',
});
