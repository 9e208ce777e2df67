import { z } from 'zod';
import { defineUse } from '../types.js';

/** The computers in a group of the deployment, nested ones too, by their DNS names. A missing group is an error. */
export const getSfbGroupMember = defineUse({
  name: 'get-sfb-group-member',
  cmdlet: 'Get-SfbGroupMember',
  effect: 'read',
  runsOn: ['jump', 'each'],
  params: z.strictObject({ Group: z.string().regex(/^[A-Za-z][A-Za-z0-9]{0,63}$/, 'is not a group name') }),
  fields: { Computer: 'value' },
  row: z.object({ Computer: z.string() }),
  expectedMs: 2_000,
  lateMs: 30_000,
  right: 'read access to AD',
  doc: 'sfb-facts 3.20',
});
