import { z } from 'zod';
import { defineUse } from '../types.js';

/** What replication and backup wrote to the log "Lync Server" of the server asked, newest first, 50 at most. */
export const getSfbEventLog = defineUse({
  name: 'get-sfb-event-log',
  cmdlet: 'Get-SfbEventLog',
  effect: 'read',
  runsOn: ['each'],
  params: z.strictObject({ Minutes: z.int().min(1).max(10_080) }),
  fields: { At: 'value', Source: 'value', Id: 'value', Level: 'value', Text: 'value' },
  // Levels as Windows numbers them, the same in every language: 1 critical, 2 error, 3 warning, 4 information.
  row: z.object({
    At: z.date(),
    Source: z.string(),
    Id: z.number().int(),
    Level: z.number().int(),
    Text: z.string(),
  }),
  expectedMs: 2_000,
  lateMs: 30_000,
  right: 'Event Log Readers or local admin on the server',
  doc: 'sfb-facts 3.23',
});
