import { z } from 'zod';
import { Pair } from '../../domain.js';
import { defineUse } from '../types.js';

/** Free bytes for this account on the share that backups go to. A share that can't be reached is an error. */
export const getSfbShare = defineUse({
  name: 'get-sfb-share',
  cmdlet: 'Get-SfbShare',
  effect: 'read',
  runsOn: ['jump', 'each'],
  params: z.strictObject({ Share: Pair.shape.shares.element.shape.path }),
  fields: { FreeBytes: 'value' },
  row: z.object({ FreeBytes: z.number() }),
  expectedMs: 2_000,
  lateMs: 30_000,
  right: 'read access to the share',
  doc: 'sfb-facts 5.6',
});
