import { existsSync, readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect } from 'vitest';
import type { SeenMessage } from '../../lab/slack/types.js';
import { openAudit } from '../../src/audit/chain.js';
import { listSets } from '../../src/jobs/backup/list.js';
import type { JobRecord } from '../../src/queue/record.js';
import { wanted } from '../../src/slack/thread.js';
import { labPair } from '../support/lab-agent.js';
import { CHANNEL, type CrashStack, callsOf, PATIENCE } from './crash-stack.js';

/** Judges by what the servers wrote down and what people see; of Redis only what a job says of itself. */

const APPROVERS = { users: [], groups: ['S0APPROVE'] };

/** Each wanted message once, in order, with its last words. Waits for them. */
export async function expectThread({ slack, store }: CrashStack, record: JobRecord): Promise<void> {
  const gate = record.plan === undefined ? undefined : await store.readGate(record.id);
  const messages = wanted({ ...record, channel: CHANNEL }, gate, APPROVERS).filter(({ file }) => file === undefined);
  const right = messages.map(({ key, text }) => `${key}: ${text}`);
  const seen = () => threadOf(slack, record.id).map((message) => `${keyOf(message)}: ${message.text}`);
  await slack
    .waitFor(() => seen().join('\n') === right.join('\n'), PATIENCE, 'the whole thread')
    .catch(() => undefined);
  expect(seen()).toEqual(right);
}

function threadOf(slack: CrashStack['slack'], job: string): SeenMessage[] {
  const mine = slack.messages(CHANNEL).filter((message) => markOf(message).job === job);
  return mine.flatMap((card) => [card, ...card.replies]).filter((message) => message.metadata !== undefined);
}

/** The message of a job's thread with this key, once it is there. */
export function messageOf({ slack }: CrashStack, job: string, key: string): Promise<SeenMessage> {
  return slack.waitFor(
    () => threadOf(slack, job).find((message) => keyOf(message) === key),
    PATIENCE,
    `${key} of ${job}`,
  );
}

function keyOf(message: SeenMessage): string {
  return markOf(message).key ?? '';
}

function markOf({ metadata }: SeenMessage): { job?: string; key?: string } {
  return (metadata as { event_payload?: object } | undefined)?.event_payload ?? {};
}

/** Every change of the plan began once and ended once on its server, in the plan's order; and so says its journal. */
export function expectOnce(world: string, { id, plan }: JobRecord): void {
  const steps = (plan?.steps ?? []).flatMap(({ id: step, line = '', call }) => {
    const server = call?.place === 'backup' ? labPair.backup : labPair.primary;
    return call === undefined ? [] : [{ step, cmdlet: line.split(' ')[0] ?? '', server }];
  });
  const names = new Set(steps.map(({ cmdlet }) => cmdlet));
  const ran = callsOf(world).filter(({ cmdlet }) => names.has(cmdlet));
  expect(ran.map(({ server, cmdlet, mark }) => `${server} ${cmdlet} ${mark}`)).toEqual(
    steps.flatMap(({ server, cmdlet }) => [`${server} ${cmdlet} begin`, `${server} ${cmdlet} end`]),
  );
  expect([labPair.primary, labPair.backup].flatMap((server) => journalOf(world, server, id)).sort()).toEqual(
    steps.flatMap(({ step }) => [`${step}.1.intent.xml`, `${step}.1.outcome.xml`]).sort(),
  );
}

/** What the journal of a server holds of a job, its logs apart. */
export function journalOf(world: string, server: string, job: string): string[] {
  const folder = join(world, 'journal', server, job);
  return existsSync(folder) ? readdirSync(folder).filter((name) => name.endsWith('.xml')) : [];
}

/** Ids of the sets on the share, each of which must be whole. */
export async function setsOf(world: string): Promise<string[]> {
  const sets = await listSets(join(world, 'share'), labPair, true);
  expect(sets.map(({ id, state }) => `${id} ${state}`)).toEqual(sets.map(({ id }) => `${id} good`));
  return sets.map(({ id }) => id);
}

/** A person approves; a bot that has just lost Redis says so, and is asked again. */
export async function approve({ slack }: CrashStack, user: string, ts: string): Promise<void> {
  await slack.click(user, { actionId: 'gate-approve', channel: CHANNEL, ts });
  const view = await slack.waitFor(() => slack.openViews(user).at(-1), PATIENCE, `a window for ${user}`);
  const { outcome, errors } = await slack.submitView(user, view.id, { reason: 'the window is open' });
  expect({ outcome, errors }).toEqual({ outcome: 'closed', errors: {} });
}

/** The chains of bot and worker hold; each request is in the one, and each export that a server saw begin in the other. */
export async function expectAudits({ world }: CrashStack, jobs: number): Promise<void> {
  const audits = ['bot', 'worker'].map((name) => openAudit(join(dirname(world), '.sfb'), name, () => new Date()));
  const [bot, worker] = await Promise.all(audits.map((audit) => audit.verify()));
  expect([bot?.fault, worker?.fault]).toEqual([undefined, undefined]);
  const exports = worker?.lines.filter(({ body }) => String(body.line).startsWith('Export-CsConfiguration -File'));
  const begun = callsOf(world).filter(({ cmdlet, mark }) => cmdlet === 'Export-CsConfiguration' && mark === 'begin');
  const whole = begun.filter(({ given }) => !given.includes('LocalStore'));
  expect([bot?.lines.filter(({ kind }) => kind === 'request').length, exports?.length]).toEqual([jobs, whole.length]);
  expect(whole.length).toBeGreaterThan(1);
}
