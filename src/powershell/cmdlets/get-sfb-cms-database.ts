import { z } from 'zod';
import { Pair } from '../../domain.js';
import { defineUse } from '../types.js';

/**
 * xds and lis of the instance on the server asked. Test-CsDatabase would say more, but it can change things
 * (`SupportsShouldProcess`) and under -WhatIf it tests nothing, so it is no read.
 */
export const getSfbCmsDatabase = defineUse({
  name: 'get-sfb-cms-database',
  cmdlet: 'Get-SfbCmsDatabase',
  effect: 'read',
  runsOn: ['each'],
  params: z.strictObject({ SqlInstance: Pair.shape.sqlInstance }),
  fields: { Name: 'value', State: 'value' },
  row: z.object({ Name: z.string(), State: z.string() }),
  expectedMs: 1_000,
  lateMs: 30_000,
  right: 'a login on the instance of the server itself',
  doc: 'sfb-facts 3.17, 3.25',
});
