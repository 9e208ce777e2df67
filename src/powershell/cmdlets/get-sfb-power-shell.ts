import { z } from 'zod';
import { defineUse } from '../types.js';

/** The PowerShell that answers at a place: our reads need FullLanguage, and version 3 on a front end. */
export const getSfbPowerShell = defineUse({
  name: 'get-sfb-power-shell',
  cmdlet: 'Get-SfbPowerShell',
  effect: 'read',
  runsOn: ['jump', 'each'],
  params: z.strictObject({}),
  fields: { Version: 'value', Edition: 'value', Language: 'value' },
  row: z.object({ Version: z.string(), Edition: z.string(), Language: z.string() }),
  expectedMs: 1_000,
  lateMs: 30_000,
  right: 'none',
  doc: 'sfb-facts 2; domain-notes 1.6, 1.10',
});
