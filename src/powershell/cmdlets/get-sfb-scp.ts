import { z } from 'zod';
import { Fqdn } from '../../domain.js';
import { defineUse } from '../types.js';

/** Every SCP object as one domain controller holds it; settings may live in two containers (sfb-facts 3.24). */
export const getSfbScp = defineUse({
  name: 'get-sfb-scp',
  cmdlet: 'Get-SfbScp',
  effect: 'read',
  runsOn: ['jump', 'each'],
  params: z.strictObject({ DomainController: Fqdn }),
  fields: { DistinguishedName: 'value', BackEndServer: 'value' },
  row: z.object({ DistinguishedName: z.string().nullish(), BackEndServer: z.string().nullable() }),
  expectedMs: 1_000,
  lateMs: 30_000,
  right: 'read access to the Configuration partition of AD',
  doc: 'sfb-facts 3.24',
});
