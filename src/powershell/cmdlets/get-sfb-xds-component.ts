import { z } from 'zod';
import { Pair } from '../../domain.js';
import { defineUse } from '../types.js';

/** dbo.Component of the CMS database on the server that is asked. Never written: a hand edit makes a split worse. */
export const getSfbXdsComponent = defineUse({
  name: 'get-sfb-xds-component',
  cmdlet: 'Get-SfbXdsComponent',
  effect: 'read',
  runsOn: ['each'],
  params: z.strictObject({ SqlInstance: Pair.shape.sqlInstance }),
  fields: { Fqdn: 'value', Component: 'value', Registered: 'value' },
  // The column type of Registered is UNVERIFIED (sfb-facts 3.25): bit arrives as a boolean, int as a number.
  row: z.object({ Fqdn: z.string(), Component: z.string(), Registered: z.union([z.number(), z.boolean()]) }),
  expectedMs: 1_000,
  lateMs: 30_000,
  right: 'db_datareader on the xds database of the server itself',
  doc: 'sfb-facts 3.25',
});
