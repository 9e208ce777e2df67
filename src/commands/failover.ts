import { z } from 'zod';
import { PairName } from '../domain.js';
import { SfbError } from '../errors.js';
import { minute } from '../report.js';
import { escapeMrkdwn, mention, withNote } from './text.js';
import { defineCommand } from './types.js';

export const failover = defineCommand({
  name: 'failover',
  usage: 'failover [pair] [--acknowledge]',
  summary:
    'a planned failover: checks, backup set and a plan first; nothing moves before people approved that plan; `--acknowledge` after a move whose report you have read',
  role: 'operator',
  positionals: ['pair'],
  flags: ['acknowledge'],
  request: z.strictObject({ pair: PairName, acknowledge: z.boolean() }),

  async run({ pair, acknowledge }, { requestJob, frozen }) {
    const stopped = await frozen();
    if (stopped !== undefined) {
      const { by, reason, at } = stopped;
      const since = `since ${minute(at)} by ${mention(by.userId)} (${escapeMrkdwn(reason)})`;
      const message = `Changes are frozen ${since}, so nothing was asked; \`/sfb thaw\` allows them again.`;
      throw new SfbError('NOT_ALLOWED', message);
    }
    const { id, note } = await requestJob({ kind: 'failover', pair, request: { acknowledge }, change: true });
    const text = `Failover of ${pair} is asked for as job \`${id}\`; it is checked and planned first, and the plan comes in this channel for approval.`;
    return { text: withNote(text, note) };
  },
});
