import { z } from 'zod';
import { Pair } from '../../domain.js';
import { defineUse } from '../types.js';

/** CurrentState of the CMS database on the server asked: 0 active, 3 backup, others UNVERIFIED (sfb-facts 3.25). */
export const getSfbXdsState = defineUse({
  name: 'get-sfb-xds-state',
  cmdlet: 'Get-SfbXdsState',
  effect: 'read',
  runsOn: ['each'],
  params: z.strictObject({ SqlInstance: Pair.shape.sqlInstance }),
  fields: { Name: 'value', Value: 'value' },
  row: z.object({ Name: z.string(), Value: z.number().int().nullable() }),
  expectedMs: 1_000,
  lateMs: 30_000,
  right: 'db_datareader on the xds database of the server itself',
  doc: 'sfb-facts 3.25',
});
