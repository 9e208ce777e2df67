import { z } from 'zod';
import { Fqdn } from '../../domain.js';
import { defineUse } from '../types.js';

/** The SCP as one domain controller holds it now; a blank value is an answer. */
export const getSfbScp = defineUse({
  name: 'get-sfb-scp',
  cmdlet: 'Get-SfbScp',
  effect: 'read',
  runsOn: ['jump', 'each'],
  params: z.strictObject({ DomainController: Fqdn }),
  fields: { DomainController: 'value', BackEndServer: 'value' },
  row: z.object({ DomainController: z.string(), BackEndServer: z.string().nullable() }),
  expectedMs: 1_000,
  lateMs: 30_000,
  right: 'read access to the Configuration partition of AD',
  doc: 'sfb-facts 3.24',
});
