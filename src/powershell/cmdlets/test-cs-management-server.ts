import { z } from 'zod';
import { defineUse } from '../types.js';

/** Microsoft's own test of the Central Management service; the text of a failed verification asks for it. */
export const testCsManagementServer = defineUse({
  name: 'test-cs-management-server',
  cmdlet: 'Test-CsManagementServer',
  effect: 'read',
  runsOn: ['each'],
  params: z.strictObject({}),
  // Which properties this TaskOutput has is UNVERIFIED (sfb-facts 3.21); either of these says how it went.
  fields: { Result: 'value', Succeed: 'value', Error: 'value' },
  row: z.object({
    Result: z.string().nullish(),
    Succeed: z.boolean().nullish(),
    Error: z.string().nullish(),
  }),
  expectedMs: 10_000,
  lateMs: 60_000,
  right: 'RTCUniversalServerAdmins (assumed, not documented)',
  doc: 'sfb-facts 3.21',
});
