import { z } from 'zod';
import { Fqdn } from '../../domain.js';
import { defineUse } from '../types.js';

/** Which scenarios of centralized logging run on which servers, in prose whose form is UNVERIFIED. */
export const showCsClsLogging = defineUse({
  name: 'show-cs-cls-logging',
  cmdlet: 'Show-CsClsLogging',
  effect: 'read',
  runsOn: ['jump'],
  params: z.strictObject({ Computers: z.array(Fqdn).min(1) }),
  fields: 'self',
  row: z.string(),
  expectedMs: 30_000,
  lateMs: 180_000,
  right: 'CsAdministrator or CsServerAdministrator',
  doc: 'sfb-facts 3.22',
});
