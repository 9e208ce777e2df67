import { z } from 'zod';
import { minute } from '../report.js';
import { escapeMrkdwn, mention } from './text.js';
import { defineCommand } from './types.js';

export const thaw = defineCommand({
  name: 'thaw',
  usage: 'thaw',
  summary: 'allows changes again after `freeze`',
  role: 'operator-or-approver',
  positionals: [],
  flags: [],
  request: z.strictObject({}),

  async run(_request, { thaw: allow, frozen }) {
    const before = await frozen();
    if (!(await allow()) || before === undefined) return { text: 'Nothing was frozen; changes may be asked for.' };
    const who = `${mention(before.by.userId)} had frozen them at ${minute(before.at)}: ${escapeMrkdwn(before.reason)}`;
    return { text: `Changes may be asked for again. ${who}` };
  },
});
