import { z } from 'zod';
import { Pair } from '../../domain.js';
import { defineUse } from '../types.js';

/** Whether the session that asks is sysadmin of the CMS instance on its own server, as Install-CsDatabase needs it. */
export const getSfbSqlRight = defineUse({
  name: 'get-sfb-sql-right',
  cmdlet: 'Get-SfbSqlRight',
  effect: 'read',
  runsOn: ['each'],
  params: z.strictObject({ SqlInstance: Pair.shape.sqlInstance }),
  fields: { SysAdmin: 'value' },
  row: z.object({ SysAdmin: z.boolean() }),
  expectedMs: 1_000,
  lateMs: 30_000,
  right: 'a login on the instance of the server itself',
  doc: 'sfb-facts 2.2',
});
