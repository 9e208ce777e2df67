import { z } from 'zod';
import { defineUse } from '../types.js';

/**
 * The same of one server's RTCLOCAL, as bytes: only the server itself can read it, and a file on a share would be its second
 * hop. The source of last resort.
 */
export const exportCsConfigurationLocalStore = defineUse({
  name: 'export-cs-configuration-local-store',
  cmdlet: 'Export-CsConfiguration',
  effect: 'safe-change',
  runsOn: ['each'],
  params: z.strictObject({}),
  fixed: { AsBytes: true, LocalStore: true },
  fields: 'self',
  row: z.instanceof(Uint8Array),
  expectedMs: 20_000,
  lateMs: 300_000,
  right: 'RTCUniversalServerAdmins',
  doc: 'sfb-facts 3.14',
});
