import { z } from 'zod';
import { Fqdn } from '../../domain.js';
import { defineUse } from '../types.js';

/** Starts to trace the scenario HADR; it ends by itself half an hour later, whatever becomes of us. */
export const startCsClsLogging = defineUse({
  name: 'start-cs-cls-logging',
  cmdlet: 'Start-CsClsLogging',
  effect: 'safe-change',
  runsOn: ['jump'],
  // d.hh:mm; at most AlwaysOn and one scenario more run on a computer, and the product refuses another one.
  params: z.strictObject({ Computers: z.array(Fqdn).min(1), Duration: z.literal('0.00:30') }),
  fixed: { Scenario: 'HADR' },
  fields: 'self',
  row: z.unknown(),
  expectedMs: 60_000,
  lateMs: 180_000,
  right: 'CsAdministrator or CsServerAdministrator',
  doc: 'sfb-facts 3.22',
});
