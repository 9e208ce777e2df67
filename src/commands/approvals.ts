import { z } from 'zod';
import { PairName } from '../domain.js';
import { minute } from '../report.js';
import { mention } from './text.js';
import { defineCommand, type JobLine } from './types.js';

export const approvals = defineCommand({
  name: 'approvals',
  usage: 'approvals [pair]',
  summary: 'what waits for approval, how many are missing and until when',
  role: 'viewer',
  positionals: ['pair'],
  flags: [],
  request: z.strictObject({ pair: PairName }),

  async run({ pair }, { jobs }) {
    const waiting = (await jobs(pair)).filter(({ gate }) => gate !== undefined);
    if (waiting.length === 0) return { text: `Nothing of ${pair} waits for approval.` };
    return { text: [`Waiting for approval:`, ...waiting.map(line)].join('\n') };
  },
});

function line({ id, kind, requester, gate }: JobLine): string {
  const { have = 0, quorum = 0, expiresAt } = gate ?? {};
  const missing = Math.max(0, quorum - have);
  const until = expiresAt === undefined ? 'its plan is being posted' : `until ${minute(expiresAt)}`;
  const asker = `asked by ${mention(requester.userId)}`;
  return `• \`${id}\` (${kind}, ${asker}): ${have} of ${quorum}, ${missing} missing, ${until}; decide in its thread`;
}
