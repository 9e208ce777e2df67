import { z } from 'zod';
import { PairName } from '../domain.js';
import { withNote } from './text.js';
import { defineCommand } from './types.js';

export const preflight = defineCommand({
  name: 'preflight',
  usage: 'preflight [pair] [--sync]',
  summary: 'whether a planned failover may begin; `--sync` syncs both pools and forces replication first',
  role: 'operator',
  positionals: ['pair'],
  flags: ['sync'],
  request: z.strictObject({ pair: PairName, sync: z.boolean() }),

  async run({ pair, sync }, { requestJob }) {
    const { id, note } = await requestJob({ kind: 'preflight', pair, request: { sync } });
    const text = `Preflight of ${pair} is asked for; the answer comes in this channel as job \`${id}\`.`;
    return { text: withNote(text, note) };
  },
});
