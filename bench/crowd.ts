import { loadavg } from 'node:os';
import type { ApiCall, LabUser } from '../lab/slack/types.js';
import { newJobId } from '../src/queue/ids.js';
import type { JobRecord } from '../src/queue/record.js';
import { atMost, type Outcome, percentile, rounded } from './figures.js';
import {
  approve,
  askFailover,
  CHANNEL,
  gateMessage,
  markOf,
  type Night,
  openNight,
  PATIENCE,
  TEAM,
  until,
} from './night.js';

/** How many people are at it at once, how many of them are approvers and decide, and how often all of it is done. */
const PEOPLE = 50;
const DECIDING = PEOPLE / 2;
const ROUNDS = 3;

/** Nobody types the same; the first one makes a job of its own, with a card. */
const COMMANDS = ['status', 'approvals', 'help', 'jobs london', 'help failover'] as const;

/** How long the failover's own cmdlets take while people click, in milliseconds: it must still run when they are done. */
const CMDLET_MS = 20_000;

const CROWD: readonly LabUser[] = Array.from({ length: PEOPLE }, (_, number) => {
  const name = `p${number}`;
  return { id: `U0${name.toUpperCase()}`, name, realName: name };
});

/** What one person waited for, in milliseconds. */
interface Waited {
  readonly command: number;
  readonly click: number;
  readonly decision?: Decision;
}

interface Decision {
  readonly user: string;
  /** When the window was sent, in milliseconds since 1970. */
  readonly sent: number;
  /** Until the window closed: the person's own answer. */
  readonly answer: number;
}

/** A round's decisions with what became of them: until the vote lay in Redis, and until a card showed it. */
interface Shown extends Decision {
  readonly durable: number;
  readonly card: number;
}

/**
 * Fifty people who type, click and decide at once while a failover runs. Only one change may run in a deployment, so what
 * they decide about are plans that the bench itself lays into the queue, as a worker does, with a quorum nobody reaches.
 */
export async function benchCrowd(): Promise<Pick<Outcome, 'figures' | 'rows'>> {
  let ahead = 0;
  const approvers = ['U0BEN', 'U0CLEO', ...CROWD.slice(0, DECIDING).map(({ id }) => id)];
  const night = await openNight(['bot', 'worker'], { crowd: CROWD, approvers, clock: () => Date.now() + ahead });
  try {
    // A bot that has just started compiles as it goes; what people wait for then is told and not judged.
    const first = await Promise.all(CROWD.map(({ id }) => night.stack.slack.slash(id, CHANNEL, 'help')));
    const running = await startFailover(night);
    const waited: Waited[] = [];
    const shown: Shown[] = [];
    for (let round = 0; round < ROUNDS; round += 1) {
      const gate = await openGate(night, running, round);
      const all = await Promise.all(CROWD.map((user, index) => act(night, gate, user.id, index)));
      waited.push(...all);
      shown.push(...(await allShown(night, gate, all, ahead)));
      // Slack's limits count by the minute, and no person in this bench waits for one to end.
      ahead += 61_000;
    }
    await endFailover(night, running.id);
    const cold = first.map(({ ms }) => ms);
    return judged(cold, waited, shown, night);
  } finally {
    await night.stop();
  }
}

/** A real failover, approved by two people, whose two moves take as long as all the clicking. */
async function startFailover(night: Night): Promise<JobRecord> {
  const job = await askFailover(night);
  await approve(night, 'U0BEN', job);
  await approve(night, 'U0CLEO', job);
  for (const Cmdlet of ['Invoke-CsManagementServerFailover', 'Invoke-CsPoolFailOver']) {
    await night.lab.invoke('Set-LabLatency', { World: night.world, Cmdlet, Milliseconds: CMDLET_MS });
  }
  return await until(night.store, job, ({ state }) => state === 'running');
}

/** Throws unless it still runs and then comes to a good end. */
async function endFailover({ store }: Night, job: string): Promise<void> {
  const during = await store.readJob(job);
  if (during?.state !== 'running') throw new Error(`The failover was over before the people were (${during?.state}).`);
  const ended = await until(store, job, ({ state }) => ['done', 'stopped', 'needs-people'].includes(state));
  if (ended.state !== 'done') throw new Error(`The failover of the bench is ${ended.state}: ${ended.sentence}`);
}

/** A second plan at its gate, in a thread of its own. */
async function openGate({ store, stack }: Night, { plan, planHash = '' }: JobRecord, round: number): Promise<string> {
  if (plan === undefined) throw new Error('The failover of the bench has no plan.');
  const id = newJobId('failover', (below) => (round * 7 + below - 1) % below);
  const requester = { teamId: TEAM, userId: 'U0ANA' };
  const job = { id, kind: 'failover', pair: plan.pair, request: {}, requester, channel: CHANNEL, lab: true };
  await store.createJob({ ...job, source: 'slack' });
  const lease = await store.takeLease(id, 'bench', PATIENCE * 10);
  if (lease === undefined) throw new Error(`A worker took ${id}.`);
  await store.moveJob(id, { from: 'asked', to: 'preparing', lease });
  const notes = { notices: [], mind: [], readAt: new Date().toISOString(), byHand: [] };
  const policy = { rule: 'two-others' as const, quorum: PEOPLE };
  await store.openGate(id, lease, { id: plan.gate, plan, planHash, notes, requester, policy });
  await until(store, id, async () => (await store.readGate(id))?.postedAt !== undefined);
  // Until the card says so too: from here on nothing but people changes this thread.
  const expires = (messages: string) => messages.includes('until');
  await stack.slack.waitFor(() => expires(cardText(stack.slack, id)), PATIENCE, `the card of ${id}`);
  return id;
}

function cardText(slack: Night['stack']['slack'], job: string): string {
  const card = slack.messages(CHANNEL).find(({ metadata }) => markOf(metadata).job === job);
  return JSON.stringify(card?.blocks ?? []);
}

/** One person: types, presses Approve, and either reads a refusal or has a window, which some of them send. */
async function act({ stack: { slack } }: Night, job: string, user: string, index: number): Promise<Waited> {
  const command = COMMANDS[index % COMMANDS.length] ?? 'help';
  const typed = await slack.slash(user, CHANNEL, command);
  if (typed.status !== 200) throw new Error(`${user} typed ${command} and was answered with ${typed.status}.`);
  const told = slack.ephemerals(user).length;
  const pressed = performance.now();
  await slack.click(user, { actionId: 'gate-approve', channel: CHANNEL, ts: gateMessage(slack, job) });
  await slack.waitFor(() => slack.openViews(user).length > 0 || slack.ephemerals(user).length > told, PATIENCE, user);
  const click = performance.now() - pressed;
  const view = slack.openViews(user).at(-1);
  if (view === undefined) return { command: typed.ms, click };
  const sent = Date.now();
  const { outcome, errors, ms } = await slack.submitView(user, view.id, { reason: 'the window is open' });
  if (outcome !== 'closed') throw new Error(`${user} was refused: ${JSON.stringify(errors)}`);
  return { command: typed.ms, click, decision: { user, sent, answer: ms } };
}

/** Waits until the newest state is in the channel and finds when each vote was first in it. */
async function allShown(
  { stack: { slack }, store }: Night,
  job: string,
  all: readonly Waited[],
  ahead: number,
): Promise<Shown[]> {
  const decisions = all.flatMap(({ decision }) => (decision === undefined ? [] : [decision]));
  const names = (text: string) => decisions.filter(({ user }) => text.includes(approved(user))).length;
  await slack.waitFor(() => names(cardText(slack, job)) === decisions.length, PATIENCE, `all votes on ${job}`);
  const votes = (await store.readGate(job))?.votes ?? [];
  const edits = slack.calls('chat.update').filter((call) => call.acted && markOf(call.args.metadata).job === job);
  return decisions.map((decision) => {
    const vote = votes.find(({ by }) => by.userId === decision.user);
    const edit = edits.find((call) => mentions(call, decision.user));
    if (vote === undefined || edit === undefined) throw new Error(`The vote of ${decision.user} is nowhere.`);
    return { ...decision, durable: Date.parse(vote.at) - decision.sent, card: edit.at - ahead - decision.sent };
  });
}

function mentions({ args }: ApiCall, user: string): boolean {
  return JSON.stringify(args.blocks).includes(approved(user));
}

/** As a card says it; the plan in the thread names everybody who may. */
function approved(user: string): string {
  return `Approved by <@${user}>`;
}

function judged(first: readonly number[], waited: readonly Waited[], shown: readonly Shown[], { stack }: Night) {
  const of = (what: 'durable' | 'answer' | 'card') => shown.map((one) => one[what]);
  const measured: readonly (readonly [name: string, all: readonly number[], bar: number])[] = [
    ['slash to ack', waited.map(({ command }) => command), 500],
    ['click to window or private refusal', waited.map(({ click }) => click), 1000],
    ['decision to vote in Redis', of('durable'), 1000],
    ['decision to its own answer', of('answer'), 1000],
    ['decision to card', of('card'), 1000],
  ];
  const broken = stack.slack.violations().length;
  return {
    figures: [
      ...measured.map(([name, all, bar]) =>
        atMost(`${name}, p99 with ${PEOPLE} people at once during a failover`, percentile(all, 99), 'ms', bar),
      ),
      atMost('rules of Slack broken by the bot', broken, '', 0),
    ],
    rows: [
      ...measured.map(([name, all]) => spread(name, all)),
      spread('first commands after the start, not judged', first),
      {
        'edits of cards': stack.slack.calls('chat.update').length,
        'load at the end': rounded(loadavg()[0] ?? Number.NaN),
      },
    ],
  };
}

function spread(what: string, all: readonly number[]): Outcome['rows'][number] {
  const at = (percent: number) => rounded(percentile(all, percent), 0);
  return { what, count: all.length, 'p50, ms': at(50), 'p99, ms': at(99), 'most, ms': at(100) };
}
