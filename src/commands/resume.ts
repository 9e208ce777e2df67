import { z } from 'zod';
import { JobId } from '../domain.js';
import { defineCommand } from './types.js';

export const resume = defineCommand({
  name: 'resume',
  usage: 'resume <job> [--end]',
  summary:
    'a job that needs people: looks at its servers again and goes on only from what it finds; `--end` ends it where it is',
  role: 'operator-or-approver',
  positionals: ['job'],
  flags: ['end'],
  request: z.strictObject({ job: JobId, end: z.boolean() }),

  async run({ job, end }, { resolveJob }) {
    await resolveJob(job, end ? 'end' : 'look');
    const text = end
      ? `Job \`${job}\` is ended where it is; nothing more is started, and its card says what was and was not done.`
      : `Job \`${job}\` looks at its servers again; it goes on only if what was begun has happened, and starts nothing a second time.`;
    return { text };
  },
});
