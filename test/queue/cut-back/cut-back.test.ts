import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startRedis, type TestRedis } from '../../support/redis.js';
import { ALL } from '../change/harness.js';
import { type Transaction, writeAof } from './aof.js';
import { keys, type Parts, until } from './parts.js';
import { type Moment, partsAt, type Recording, recorded } from './recording.js';

let server: TestRedis;

beforeEach(async () => {
  server = await startRedis();
});

afterEach(async () => {
  await server.stop();
});

const APPROVERS = ['U0BEN', 'U0CLEO'] as const;

/** Ben and Cleo approve, and a worker runs the plan to its end. */
async function run(parts: Parts, job: string): Promise<void> {
  for (const user of APPROVERS) expect(await parts.decide('approve', user, job)).toBe('');
  await parts.ring(job);
  expect((await parts.bot.readJob(job))?.state).toBe('done');
}

/** Dan denies after both approved, before a worker comes. */
async function denied(parts: Parts, job: string): Promise<void> {
  for (const user of APPROVERS) expect(await parts.decide('approve', user, job)).toBe('');
  expect(await parts.decide('deny', 'U0DAN', job)).toBe('');
}

/** Ana withdraws what one person approved. */
async function withdrawn(parts: Parts, job: string): Promise<void> {
  expect(await parts.decide('approve', 'U0BEN', job)).toBe('');
  expect(await parts.decide('withdraw', 'U0ANA', job)).toBe('');
}

const touches = ({ commands }: Transaction, ...starts: readonly string[]) =>
  commands.some(({ words: [, key = ''] }) => starts.some((start) => key.startsWith(start)));

/** Every length at which the file may be cut; cuts that differ in what a thread shows alone make equal states. */
function cutsOf({ transactions }: Recording, { bytes }: Moment): number[] {
  const shownOnly = (one: Transaction) =>
    one.commands.every(
      ({ words: [, key = ''] }) => key.startsWith(keys.renderer('')) || key.startsWith(keys.posted('')),
    );
  return [0, ...transactions.filter((one) => one.end <= bytes && !shownOnly(one)).map(({ end }) => end)];
}

/** Whether a process had more decisions confirmed, by its own file, than the file that was cut still has. */
function losesDecisions({ transactions }: Recording, { folder }: Moment, cut: number): boolean {
  const kept = transactions.filter(({ end }) => end <= cut).flatMap(({ commands }) => commands);
  return ['worker', 'bot'].some((who) => {
    const { id, seen } = JSON.parse(readFileSync(witnessOf(folder, who), 'utf8'));
    const counted = kept.filter(
      ({ words }) => words[0] === 'HINCRBY' && words[1] === keys.witnesses && words[2] === id,
    );
    return counted.length < seen;
  });
}

const witnessOf = (folder: string, who: string) => join(folder, who, 'audit', `${who}.witness.json`);

const lostMessages = ({ channel }: Parts) => channel.messages.filter(({ job }) => job === 'redis');

/** Redis comes back with its file cut off there, to a fresh worker and a fresh bot. */
async function cutBack(recording: Recording, moment: Moment, cut: number): Promise<Parts> {
  await server.kill();
  writeAof(server.dir, recording.aof, cut);
  await server.restart();
  const parts = await partsAt(server.url, moment);
  await parts.start();
  return parts;
}

/** What must hold after each cut, with people who approve whatever they still can. */
async function judge(recording: Recording, moment: Moment, cut: number): Promise<{ lost: boolean }> {
  const parts = await cutBack(recording, moment, cut);
  const refusals = await parts.goOn();
  const { started } = parts.change.targets;
  const record = await parts.bot.readJob(recording.job);
  const at = `${moment.what}, cut at ${cut}: ${record?.state} ${record?.sentence}`;
  const lost = losesDecisions(recording, moment, cut);
  if (lost) {
    await until(() => lostMessages(parts).length > 0, `a word in the channel (${at})`);
    expect(started, at).toEqual([]);
    expect(['approved', 'permit-wanted', 'running'], at).not.toContain(record?.state);
    for (const refusal of refusals) expect(refusal, at).toMatch(/lost data|approved before/);
  } else {
    expect(new Set(started).size, at).toBe(started.length);
  }
  await parts.stop();
  expect(lostMessages(parts).length, at).toBe(lost ? 1 : 0);
  return { lost };
}

describe('queue: Redis with its file cut back to each earlier command', () => {
  it('starts nothing any more of a change that had run, and says so in the channel', { timeout: 120_000 }, async () => {
    const recording = await recorded(server, run);
    const end = recording.moments.at(-1);
    if (end === undefined) throw new Error('nothing was recorded');
    const decisions = recording.transactions.filter((one) =>
      touches(one, keys.job(''), keys.gate(''), keys.changing, keys.freeze),
    );
    expect(decisions.length).toBeGreaterThan(15);
    for (const one of decisions) expect(touches(one, keys.witnesses), JSON.stringify(one.commands)).toBe(true);

    let losses = 0;
    for (const cut of cutsOf(recording, end)) losses += (await judge(recording, end, cut)).lost ? 1 : 0;

    expect(losses).toBeGreaterThan(20);
  });

  it('starts nothing of a change that was cut off on its way, wherever its servers were', {
    timeout: 120_000,
  }, async () => {
    const recording = await recorded(server, run);
    const approved = recording.transactions.findLast((one) =>
      one.commands.some(({ words }) => words.includes('vote:U0CLEO')),
    );
    const moments = recording.moments.slice(0, -1);
    expect(moments.length).toBeGreaterThan(4);

    // Earlier cuts differ in nothing that the servers know: those of the first test stand for them.
    for (const moment of moments) {
      const cuts = cutsOf(recording, moment).filter((cut) => cut >= (approved?.end ?? 0));
      for (const cut of cuts.slice(-6)) await judge(recording, moment, cut);
    }
  });

  it.each([
    { what: 'denied', play: denied, says: 'denied by <@U0DAN>' },
    { what: 'withdrawn', play: withdrawn, says: 'withdrawn by <@U0ANA>' },
  ])('never brings back a plan that was $what', { timeout: 120_000 }, async ({ play, says }) => {
    const recording = await recorded(server, play);
    const end = recording.moments.at(-1);
    if (end === undefined) throw new Error('nothing was recorded');
    const opening = recording.transactions.find((one) => one.commands.some(({ words }) => words.includes('openedAt')));
    const all = cutsOf(recording, end);
    // Before its gate was opened it is as any other job, which the first test cuts back.
    const cuts = all.slice(all.indexOf(opening?.end ?? 0) - 1);

    for (const cut of cuts) await judge(recording, end, cut);

    const decided = cuts.findLast((cut) => losesDecisions(recording, end, cut));
    const parts = await cutBack(recording, end, decided ?? 0);
    await until(() => lostMessages(parts).length > 0, 'a word in the channel');
    expect(JSON.stringify(lostMessages(parts))).toContain(`${recording.job}: `);
    expect(JSON.stringify(lostMessages(parts))).toContain(says);
    await parts.stop();
  });

  it('gives no permit against a deny in the audit, when nothing else remembers it', async () => {
    const recording = await recorded(server, denied);
    const end = recording.moments.at(-1);
    if (end === undefined) throw new Error('nothing was recorded');
    const before = cutsOf(recording, end).findLast((cut) => losesDecisions(recording, end, cut));
    for (const who of ['worker', 'bot']) rmSync(witnessOf(end.folder, who));

    const parts = await cutBack(recording, end, before ?? 0);
    await parts.goOn();

    expect(await parts.bot.readJob(recording.job)).toMatchObject({
      state: 'stopped',
      sentence: expect.stringMatching(/^U0DAN denied it at .* by this bot's audit, and Redis does not know it/),
    });
    expect(parts.change.targets.started).toEqual([]);
    await parts.stop();
  });

  it('knows a lost lease by the fence of the server, when nothing else remembers it', async () => {
    const recording = await recorded(server, run);
    const fenced = recording.moments.find(({ what }) => what === 'before a start of jump');
    const lease = recording.transactions.findLast(
      (one) => one.end <= (fenced?.bytes ?? 0) && one.commands.some(({ words }) => words.includes('epoch')),
    );
    const before = recording.transactions.findLast(({ end }) => end < (lease?.end ?? 0));
    if (fenced === undefined || before === undefined) throw new Error('nothing was recorded');
    for (const who of ['worker', 'bot']) rmSync(witnessOf(fenced.folder, who));

    const parts = await cutBack(recording, fenced, before.end);
    await parts.goOn();

    expect(await parts.worker.lostData()).toMatchObject({ what: 'lease', found: 1, known: 2 });
    expect(parts.change.targets.started).toEqual([]);
    await parts.stop();
  });

  it('changes again after a named person adopted it, with approvals of its own', async () => {
    const recording = await recorded(server, denied);
    const end = recording.moments.at(-1);
    if (end === undefined) throw new Error('nothing was recorded');
    const before = cutsOf(recording, end).findLast((cut) => losesDecisions(recording, end, cut));
    const parts = await cutBack(recording, end, before ?? 0);
    await parts.goOn();
    expect(await parts.worker.openJobs()).toEqual([]);

    expect(await parts.worker.adoptLost()).toBe(true);
    const again = await parts.ask();
    await parts.ring(again);
    await until(async () => (await parts.bot.readGate(again))?.postedAt !== undefined, 'the plan in the channel');
    await run(parts, again);

    expect(parts.change.targets.started).toEqual(ALL);
    await parts.stop();
  });
});
