import { z } from 'zod';
import { defineUse } from '../types.js';

/** Whether the session that asks is a local administrator of the server it runs on. */
export const getSfbLocalAdmin = defineUse({
  name: 'get-sfb-local-admin',
  cmdlet: 'Get-SfbLocalAdmin',
  effect: 'read',
  runsOn: ['each'],
  params: z.strictObject({}),
  fields: { LocalAdmin: 'value' },
  row: z.object({ LocalAdmin: z.boolean() }),
  expectedMs: 1_000,
  lateMs: 30_000,
  right: 'none',
  doc: 'sfb-facts 2.2',
});
