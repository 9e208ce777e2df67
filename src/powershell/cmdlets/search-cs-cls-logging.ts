import { z } from 'zod';
import { Fqdn } from '../../domain.js';
import { defineUse } from '../types.js';

/** What these components logged in the last 30 minutes (the default of the cmdlet), as text whose form is UNVERIFIED. */
export const searchCsClsLogging = defineUse({
  name: 'search-cs-cls-logging',
  cmdlet: 'Search-CsClsLogging',
  effect: 'read',
  runsOn: ['jump'],
  params: z.strictObject({
    Computers: z.array(Fqdn).min(1),
    Components: z.array(z.string().regex(/^[A-Za-z]\w*$/)).min(1),
  }),
  fixed: { LogLevel: 'All' },
  fields: 'self',
  row: z.string(),
  expectedMs: 60_000,
  lateMs: 300_000,
  right: 'CsAdministrator or CsServerAdministrator',
  doc: 'sfb-facts 3.22',
});
