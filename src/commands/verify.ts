import { z } from 'zod';
import { PairName } from '../domain.js';
import { withNote } from './text.js';
import { defineCommand } from './types.js';

export const verify = defineCommand({
  name: 'verify',
  usage: 'verify [pair]',
  summary:
    'whether the pair is as it should be: who holds the CMS, both pools, replication, backup and the four services',
  role: 'viewer',
  positionals: ['pair'],
  flags: [],
  request: z.strictObject({ pair: PairName }),

  async run({ pair }, { requestJob }) {
    const { id, note } = await requestJob({ kind: 'verify', pair, request: {} });
    const text = `Verify of ${pair} is asked for; the answer comes in this channel as job \`${id}\`.`;
    return { text: withNote(text, note) };
  },
});
