import { z } from 'zod';
import { escapeMrkdwn } from './text.js';
import { defineCommand } from './types.js';

export const freeze = defineCommand({
  name: 'freeze',
  usage: 'freeze <reason>',
  summary: 'no change of any pair is started until `thaw`; what already runs goes on',
  role: 'operator-or-approver',
  positionals: [],
  flags: [],
  rest: 'reason',
  request: z.strictObject({
    reason: z.string().min(3, 'is missing: say why, others will read it').max(200, 'is longer than 200 characters'),
  }),

  async run({ reason }, { freeze: stop, frozen }) {
    const before = await frozen();
    await stop(reason);
    const already = before === undefined ? '' : ` (they were frozen before: ${escapeMrkdwn(before.reason)})`;
    return {
      text: `Changes of every pair are frozen: ${escapeMrkdwn(reason)}${already}. What already runs goes on, and a plan that waits is not started; \`/sfb thaw\` allows changes again.`,
    };
  },
});
