import { z } from 'zod';
import { PairName } from '../domain.js';
import { withNote } from './text.js';
import { defineCommand } from './types.js';

export const backups = defineCommand({
  name: 'backups',
  usage: 'backups [pair]',
  summary: 'the backup sets of a pair: good or not, under which verdict, how old',
  role: 'viewer',
  positionals: ['pair'],
  flags: [],
  request: z.strictObject({ pair: PairName }),

  async run({ pair }, { requestJob }) {
    const { id, note } = await requestJob({ kind: 'backups', pair, request: {} });
    const text = `The list of backup sets of ${pair} is asked for; the answer comes in this channel as job \`${id}\`.`;
    return { text: withNote(text, note) };
  },
});
