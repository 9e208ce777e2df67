import { z } from 'zod';
import { PairName } from '../domain.js';
import { defineCommand } from './types.js';

export const status = defineCommand({
  name: 'status',
  usage: 'status [pair] [--fresh]',
  summary: 'who holds the CMS, what every witness says, what to do; `--fresh` reads again instead of from memory',
  role: 'viewer',
  positionals: ['pair'],
  flags: ['fresh'],
  request: z.strictObject({ pair: PairName, fresh: z.boolean() }),

  async run({ pair, fresh }, { requestJob }) {
    const { id, note } = await requestJob('status', pair, { fresh });
    const text = `Status of ${pair} is asked for; the answer comes in this channel as job \`${id}\`.`;
    return { text: note === undefined ? text : `${text} ${note}` };
  },
});
