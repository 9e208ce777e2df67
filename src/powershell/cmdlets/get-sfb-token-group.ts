import { z } from 'zod';
import { defineUse } from '../types.js';

/**
 * Groups in the token of the session that asks, without domain: what AD says may not have reached the token yet. `Rid` is
 * the last part of the SID, which tells a group of Windows in any language.
 */
export const getSfbTokenGroup = defineUse({
  name: 'get-sfb-token-group',
  cmdlet: 'Get-SfbTokenGroup',
  effect: 'read',
  runsOn: ['jump', 'each'],
  params: z.strictObject({}),
  fields: { Name: 'value', Rid: 'value' },
  row: z.object({ Name: z.string(), Rid: z.string() }),
  expectedMs: 1_000,
  lateMs: 30_000,
  right: 'none',
  doc: 'sfb-facts 2.2',
});
