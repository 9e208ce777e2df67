import { z } from 'zod';
import { PairName } from '../domain.js';
import { withNote } from './text.js';
import { defineCommand } from './types.js';

export const preflight = defineCommand({
  name: 'preflight',
  usage: 'preflight [pair] [--sync] [--deep]',
  summary:
    'whether a planned failover may begin; `--sync` syncs both pools and forces replication first, `--deep` traces CLS scenario HADR as well',
  role: 'operator',
  positionals: ['pair'],
  flags: ['sync', 'deep'],
  request: z.strictObject({ pair: PairName, sync: z.boolean(), deep: z.boolean() }),

  async run({ pair, sync, deep }, { requestJob }) {
    const { id, note } = await requestJob({ kind: 'preflight', pair, request: { sync, deep } });
    const text = `Preflight of ${pair} is asked for; the answer comes in this channel as job \`${id}\`.`;
    return { text: withNote(text, note) };
  },
});
