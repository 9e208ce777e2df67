import { z } from 'zod';
import { PairName } from '../domain.js';
import { escapeMrkdwn } from './text.js';
import { defineCommand } from './types.js';

export const status = defineCommand({
  name: 'status',
  usage: 'status [pair] [--fresh]',
  summary: 'who holds the CMS, what every witness says, what to do; `--fresh` reads again instead of from memory',
  role: 'viewer',
  positionals: ['pair'],
  flags: ['fresh'],
  request: z.strictObject({ pair: PairName, fresh: z.boolean() }),

  async run({ pair, fresh }, { lastStatus, requestJob, statusMaxAge }) {
    const asked = { kind: 'status', pair, request: { fresh } };
    const last = fresh ? undefined : await lastStatus(pair);
    const again = `\`/sfb status ${pair} --fresh\` reads again`;
    if (last !== undefined && last.ageMs <= statusMaxAge * 1000) {
      const sentence = `From memory: read ${age(last.ageMs)} before this was asked; /sfb status ${pair} --fresh reads again.`;
      const { id, note } = await requestJob({ ...asked, answer: { report: last.report, sentence } });
      return {
        text: joined(`Status of ${pair} from memory, ${age(last.ageMs)} old, is job \`${id}\` here; ${again}.`, note),
      };
    }
    const { id, note, unheard } = await requestJob(asked);
    const known =
      unheard === true && last !== undefined
        ? `The last reading, ${age(last.ageMs)} old, said: ${escapeMrkdwn(last.report.verdict.first)}`
        : undefined;
    return {
      text: joined(`Status of ${pair} is asked for; the answer comes in this channel as job \`${id}\`.`, note, known),
    };
  },
});

function joined(...sentences: (string | undefined)[]): string {
  return sentences.filter((sentence) => sentence !== undefined).join(' ');
}

function age(milliseconds: number): string {
  const seconds = Math.round(milliseconds / 1000);
  return seconds < 120 ? `${seconds} s` : `${Math.round(seconds / 60)} min`;
}
