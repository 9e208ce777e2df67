import { z } from 'zod';
import { defineUse } from '../types.js';

/** Component versions of the server asked. The cmdlet came with the update of November 2015 and is an error before it. */
export const getCsServerPatchVersion = defineUse({
  name: 'get-cs-server-patch-version',
  cmdlet: 'Get-CsServerPatchVersion',
  effect: 'read',
  runsOn: ['each'],
  params: z.strictObject({}),
  // Property names are UNVERIFIED (sfb-facts 3.21).
  fields: { ComponentName: 'value', Version: 'value' },
  row: z.object({ ComponentName: z.string().nullish(), Version: z.string().nullish() }),
  expectedMs: 3_000,
  lateMs: 30_000,
  right: 'local read access',
  doc: 'sfb-facts 3.21',
});
