import { z } from 'zod';
import { defineUse } from '../types.js';

/** The published topology as the CMS holds it: one row, the text of the XElement. */
export const getCsTopologyAsXml = defineUse({
  name: 'get-cs-topology-as-xml',
  cmdlet: 'Get-CsTopology',
  effect: 'read',
  runsOn: ['jump', 'each'],
  params: z.strictObject({}),
  fixed: { AsXml: true },
  fields: 'self',
  row: z.string(),
  expectedMs: 4_000,
  lateMs: 30_000,
  right: 'RTCUniversalReadOnlyAdmins',
  doc: 'sfb-facts 3.12',
});
