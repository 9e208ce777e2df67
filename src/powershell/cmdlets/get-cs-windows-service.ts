import { z } from 'zod';
import { Fqdn } from '../../domain.js';
import { defineUse } from '../types.js';

/** The Skype for Business services of one server. A name that does not exist is an error, so usually all are listed. */
export const getCsWindowsService = defineUse({
  name: 'get-cs-windows-service',
  cmdlet: 'Get-CsWindowsService',
  effect: 'read',
  runsOn: ['each'],
  params: z.strictObject({ Name: z.string().min(1).optional(), ComputerName: Fqdn.optional() }),
  // Activity levels are slow to read and nothing here needs them.
  fixed: { ExcludeActivityLevel: true },
  fields: { Name: 'value', Status: 'value' },
  row: z.object({ Name: z.string(), Status: z.string() }),
  expectedMs: 3_000,
  lateMs: 30_000,
  right: 'local read access to the service control manager',
  doc: 'sfb-facts 3.20',
});
