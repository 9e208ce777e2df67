import { z } from 'zod';
import { PairName } from '../domain.js';
import { minute } from '../report.js';
import { escapeMrkdwn, mention } from './text.js';
import { defineCommand, type JobLine } from './types.js';

export const jobs = defineCommand({
  name: 'jobs',
  usage: 'jobs [pair]',
  summary: 'what runs or waits, and the last jobs',
  role: 'viewer',
  positionals: ['pair'],
  flags: [],
  request: z.strictObject({ pair: PairName }),

  async run({ pair }, { jobs: list, frozen }) {
    const [found, stopped] = await Promise.all([list(pair), frozen()]);
    const open = found.filter((job) => job.open);
    const closed = found.filter((job) => !job.open);
    const ice =
      stopped === undefined
        ? []
        : [
            `*Changes are frozen* since ${minute(stopped.at)} by ${mention(stopped.by.userId)}: ${escapeMrkdwn(stopped.reason)}`,
          ];
    return {
      text: [
        ...ice,
        open.length === 0 ? `Nothing runs or waits for ${pair}.` : `Open jobs of ${pair}:`,
        ...open.map(line),
        ...(closed.length === 0 ? [] : [`Last jobs of ${pair}:`, ...closed.map(line)]),
      ].join('\n'),
    };
  },
});

/** A state as people say it; what is not here is a word already. */
const WORDS: Readonly<Record<string, string>> = {
  'waiting-approval': 'waits for approval',
  'permit-wanted': 'approved, being checked once more',
  'needs-people': 'needs people',
};

function line({ id, state, askedAt, requester, sentence }: JobLine): string {
  const said = sentence === undefined ? '' : `: ${escapeMrkdwn(sentence)}`;
  return `• \`${id}\` *${WORDS[state] ?? state}*, asked ${minute(askedAt)} by ${mention(requester.userId)}${said}`;
}
