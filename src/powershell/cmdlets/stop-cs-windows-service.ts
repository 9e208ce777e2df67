import { z } from 'zod';
import { CmsService } from '../../domain.js';
import { defineUse } from '../types.js';

/**
 * Stops one of the four services that replicate and back up, on the server it runs on. The name is mandatory: without one
 * the cmdlet stops every service of the server.
 */
export const stopCsWindowsService = defineUse({
  name: 'stop-cs-windows-service',
  cmdlet: 'Stop-CsWindowsService',
  effect: 'reversible',
  runsOn: ['from', 'to'],
  params: z.strictObject({ Name: CmsService }),
  fields: 'self',
  row: z.unknown(),
  expectedMs: 30_000,
  lateMs: 1_800_000,
  right: 'RTCUniversalServerAdmins, and local administrator of the server',
  doc: 'sfb-facts 3.20',
});
