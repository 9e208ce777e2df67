import { z } from 'zod';
import { defineUse } from '../types.js';

/** Groups in the token of the session that asks, without domain: what AD says may not have reached the token yet. */
export const getSfbTokenGroup = defineUse({
  name: 'get-sfb-token-group',
  cmdlet: 'Get-SfbTokenGroup',
  effect: 'read',
  runsOn: ['jump', 'each'],
  params: z.strictObject({}),
  fields: { Name: 'value' },
  row: z.object({ Name: z.string() }),
  expectedMs: 1_000,
  lateMs: 30_000,
  right: 'none',
  doc: 'sfb-facts 2.2',
});
