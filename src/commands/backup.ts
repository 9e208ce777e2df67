import { z } from 'zod';
import { PairName } from '../domain.js';
import { withNote } from './text.js';
import { defineCommand } from './types.js';

export const backup = defineCommand({
  name: 'backup',
  usage: 'backup [pair]',
  summary: 'takes a backup set of the CMS, the LIS and the Response Groups, and reads it back',
  role: 'operator',
  positionals: ['pair'],
  flags: [],
  request: z.strictObject({ pair: PairName }),

  async run({ pair }, { requestJob }) {
    const { id, note } = await requestJob({ kind: 'backup', pair, request: {} });
    const text = `A backup of ${pair} is asked for; the answer comes in this channel as job \`${id}\`.`;
    return { text: withNote(text, note) };
  },
});
