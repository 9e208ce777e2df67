import { z } from 'zod';
import { Fqdn } from '../../domain.js';
import { defineUse } from '../types.js';

/** Writes what the logging agents hold to disk, so that a search finds it. */
export const syncCsClsLogging = defineUse({
  name: 'sync-cs-cls-logging',
  cmdlet: 'Sync-CsClsLogging',
  effect: 'safe-change',
  runsOn: ['jump'],
  params: z.strictObject({ Computers: z.array(Fqdn).min(1) }),
  fields: 'self',
  row: z.unknown(),
  expectedMs: 30_000,
  lateMs: 180_000,
  right: 'CsAdministrator or CsServerAdministrator',
  doc: 'sfb-facts 3.22',
});
