import { describe, expect, it } from 'vitest';
import { commands } from '../../src/commands/index.js';
import { status } from '../../src/commands/status.js';
import type { Asked, CommandContext, Requested } from '../../src/commands/types.js';
import { aReport, rows } from '../slack/reports.js';
import { idle } from './context.js';
import { london } from './pairs.js';

const report = aReport(rows('primary'));
const id = 'status-k3f9x2m1qa';

function start(options: { ageMs?: number; requested?: Omit<Requested, 'id'> } = {}) {
  const asked: Asked[] = [];
  const looked: string[] = [];
  const context: CommandContext = {
    actor: { teamId: 'T01', userId: 'U01' },
    pairs: [london],
    roles: new Set(['anyone', 'viewer'] as const),
    commands,
    ...idle,
    statusMaxAge: 60,
    async lastStatus(pair) {
      looked.push(pair);
      return options.ageMs === undefined ? undefined : { report, ageMs: options.ageMs };
    },
    async requestJob(job) {
      asked.push(job);
      return { id, ...options.requested };
    },
  };
  return { asked, looked, run: async (fresh: boolean) => (await status.run({ pair: 'london', fresh }, context)).text };
}

const unanswered = { kind: 'status', pair: 'london', request: { fresh: false } };

describe('commands/status', () => {
  it('asks for one job when nothing is remembered', async () => {
    const { run, asked } = start();

    expect(await run(false)).toBe(`Status of london is asked for; the answer comes in this channel as job \`${id}\`.`);
    expect(asked).toEqual([unanswered]);
  });

  it('shows what was read a moment ago, with its age', async () => {
    const { run, asked } = start({ ageMs: 47_600 });

    expect(await run(false)).toBe(
      `Status of london from memory, 48 s old, is job \`${id}\` here; \`/sfb status london --fresh\` reads again.`,
    );
    const sentence = 'From memory: read 48 s before this was asked; /sfb status london --fresh reads again.';
    expect(asked).toEqual([{ ...unanswered, answer: { report, sentence } }]);
  });

  it.each([
    { ageMs: 60_000, remembered: true },
    { ageMs: 60_001, remembered: false },
  ])('takes a reading of $ageMs ms from memory: $remembered', async ({ ageMs, remembered }) => {
    const { run, asked } = start({ ageMs });

    await run(false);

    expect(asked[0]?.answer !== undefined).toBe(remembered);
  });

  it('reads again with --fresh, without even looking at what is remembered', async () => {
    const { run, asked, looked } = start({ ageMs: 1000 });

    await run(true);

    expect(asked).toEqual([{ ...unanswered, request: { fresh: true } }]);
    expect(looked).toEqual([]);
  });

  it('gives the last reading with its age when no worker hears of the job', async () => {
    const { run } = start({ ageMs: 14 * 60_000, requested: { note: 'No worker is listening.', unheard: true } });

    expect(await run(false)).toMatch(
      /job `status-k3f9x2m1qa`\. No worker is listening\. The last reading, 14 min old, said: The CMS is active on fe1/,
    );
  });

  it('passes on what else the person should know', async () => {
    const { run } = start({ ageMs: 14 * 60_000, requested: { note: 'It was not asked twice.' } });

    expect(await run(false)).toMatch(/job `status-k3f9x2m1qa`\. It was not asked twice\.$/);
  });
});
