import { z } from 'zod';
import { Fqdn } from '../../domain.js';
import { defineUse } from '../types.js';

/** Ends the scenario HADR, and no other one can be named. Only for one that this job started. */
export const stopCsClsLogging = defineUse({
  name: 'stop-cs-cls-logging',
  cmdlet: 'Stop-CsClsLogging',
  effect: 'safe-change',
  runsOn: ['jump'],
  params: z.strictObject({ Computers: z.array(Fqdn).min(1) }),
  fixed: { Scenario: 'HADR' },
  fields: 'self',
  row: z.unknown(),
  expectedMs: 60_000,
  lateMs: 180_000,
  right: 'CsAdministrator or CsServerAdministrator',
  doc: 'sfb-facts 3.22',
});
