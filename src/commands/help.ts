import { z } from 'zod';
import { listOf } from './text.js';
import { defineCommand } from './types.js';

export const help = defineCommand({
  name: 'help',
  usage: 'help',
  summary: 'this list',
  role: 'anyone',
  positionals: [],
  flags: [],
  request: z.strictObject({}),

  async run(_request, { commands, roles, pairs }) {
    const mine = Object.values(commands).filter((command) => roles.has(command.role));
    const lines = mine.map((command) => `• \`/sfb ${command.usage}\` ${command.summary}`);
    const readable = roles.has('viewer');
    const last = readable
      ? `Pairs: ${listOf(pairs.map((pair) => `${pair.name} (${pair.primary}, ${pair.backup})`))}.`
      : 'You are on no list of this bot; whoever keeps its configuration can add you to `viewers` or `operators`.';
    return { text: ['You may run here:', ...lines, last].join('\n') };
  },
});
