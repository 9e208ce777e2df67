import { z } from 'zod';
import { defineUse } from '../types.js';

/** Certificates with a private key in the computer store of the server asked; days by its own clock, negative = expired. */
export const getSfbCertificate = defineUse({
  name: 'get-sfb-certificate',
  cmdlet: 'Get-SfbCertificate',
  effect: 'read',
  runsOn: ['each'],
  params: z.strictObject({}),
  fields: { DnsName: 'value', Thumbprint: 'value', DaysLeft: 'value' },
  row: z.object({ DnsName: z.string(), Thumbprint: z.string(), DaysLeft: z.number().int() }),
  expectedMs: 1_000,
  lateMs: 30_000,
  right: 'local read access',
  doc: 'sfb-facts 3.23',
});
