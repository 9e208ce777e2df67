import { z } from 'zod';
import { Fqdn } from '../../domain.js';
import { defineUse } from '../types.js';

/** The SCP in AD, as Microsoft's own cmdlet reads it. */
export const getCsConfigurationStoreLocation = defineUse({
  name: 'get-cs-configuration-store-location',
  cmdlet: 'Get-CsConfigurationStoreLocation',
  effect: 'read',
  runsOn: ['jump', 'each'],
  params: z.strictObject({ GlobalSettingsDomainController: Fqdn.optional() }),
  // The reference says the output is a String, scripts read .BackEndServer (sfb-facts 3.3): missing is tolerated here.
  fields: { BackEndServer: 'value' },
  row: z.object({ BackEndServer: z.string().nullish() }),
  expectedMs: 2_000,
  lateMs: 30_000,
  right: 'read access to the Configuration partition of AD',
  doc: 'sfb-facts 3.3',
});
