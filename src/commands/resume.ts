import { z } from 'zod';
import { JobId } from '../domain.js';
import { type CommandContext, defineCommand } from './types.js';

type Resolved = Awaited<ReturnType<CommandContext['resolveJob']>> | 'cancelling';

/** What a person is told who resolved a job, by the command or by a button. */
export function resolvedText(job: string, resolved: Resolved): string {
  if (resolved === 'ended') {
    return `Job \`${job}\` is ended where it is; nothing more is started, and its card says what was and was not done.`;
  }
  if (resolved === 'one-more') {
    return `Noted, and job \`${job}\` is not ended yet: nobody knows whether what it began still runs, so somebody else must end it, too.`;
  }
  if (resolved === 'cancelling') return `Job \`${job}\` is being taken back; its card says when that is done.`;
  return `Job \`${job}\` looks at its servers again; it goes on only if what was begun has happened, and starts nothing a second time.`;
}

export const resume = defineCommand({
  name: 'resume',
  usage: 'resume <job> [--end]',
  summary:
    'a job that needs people: looks at its servers again and goes on only from what it finds; `--end` ends it where it is, which its card asks for while something may still run',
  role: 'operator-or-approver',
  positionals: ['job'],
  flags: ['end'],
  request: z.strictObject({ job: JobId, end: z.boolean() }),

  async run({ job, end }, { resolveJob }) {
    return { text: resolvedText(job, await resolveJob(job, end ? 'end' : 'look')) };
  },
});
