import { z } from 'zod';
import { defineUse } from '../types.js';

/** Topology, policies and settings of the CMS into one new zip. The jump host writes it, so no second hop is needed. */
export const exportCsConfiguration = defineUse({
  name: 'export-cs-configuration',
  cmdlet: 'Export-CsConfiguration',
  effect: 'safe-change',
  runsOn: ['jump'],
  params: z.strictObject({ FileName: z.string().min(3) }),
  fields: 'self',
  row: z.unknown(),
  expectedMs: 20_000,
  lateMs: 300_000,
  right: 'RTCUniversalServerAdmins',
  doc: 'sfb-facts 3.14',
});
