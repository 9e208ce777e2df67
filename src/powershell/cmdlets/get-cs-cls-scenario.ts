import { z } from 'zod';
import { defineUse } from '../types.js';

/** The scenarios of centralized logging and what each traces. */
export const getCsClsScenario = defineUse({
  name: 'get-cs-cls-scenario',
  cmdlet: 'Get-CsClsScenario',
  effect: 'read',
  runsOn: ['jump'],
  params: z.strictObject({}),
  // How providers are listed is UNVERIFIED (sfb-facts 3.22): each is taken by its text.
  fields: { Identity: 'value', Name: 'value', Provider: 'value' },
  row: z.object({
    Identity: z.string().nullish(),
    Name: z.string().nullish(),
    Provider: z.union([z.string(), z.array(z.string())]).nullish(),
  }),
  expectedMs: 2_000,
  lateMs: 30_000,
  right: 'CsAdministrator or CsServerAdministrator',
  doc: 'sfb-facts 3.22',
});
