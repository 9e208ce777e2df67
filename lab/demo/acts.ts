import type { LocalSlack } from '../slack/server.js';
import { type Moment, renderMessage, renderTranscript } from '../slack/transcript.js';
import type { SeenMessage } from '../slack/types.js';

const CHANNEL = 'C0SFB';

/** The people of the acts, and what they do in Slack. */
export interface Stage {
  readonly slack: LocalSlack;
  /** How long anything may take to appear, in milliseconds. */
  readonly patience: number;
  /** Looks at a card before its final state. */
  readonly moments: Moment[];
  /** Cmdlets that change a pair for users, begun in the lab so far. */
  readonly begun: () => readonly string[];
}

export interface Act {
  readonly title: string;
  /** Set in the lab before anybody asks for anything. */
  readonly fault?: string;
  play(stage: Stage): Promise<void>;
  /** In the last message an act waits for. */
  readonly ends: RegExp;
}

export const ACTS: readonly Act[] = [
  {
    title: 'Act 1. A planned failover: asked for, planned, approved by two people, carried out and verified',
    ends: /Failover of london done/,
    async play(stage) {
      await ask(stage, 'U0ANA', 'status', /What to do next/);
      await ask(stage, 'U0ANA', 'preflight', /Ready for a planned failover|ready for a planned failover/);
      await ask(stage, 'U0ANA', 'failover', /needs 2 approvals/);
      await look(stage, 'while it waits', /Backup set \S+ is verified.*2 more of 2 approvals are needed, until/s);
      await approve(stage, 'U0ANA', 'It is my own plan, and it is a good one.');
      await approve(stage, 'U0STRANGER', 'Let me through.');
      await approve(stage, 'U0BEN', 'Patch night; the maintenance window is open.');
      await look(stage, 'after one approval', /1 more of 2 approvals are needed/);
      await seen(stage, /1 of 2 so far/);
      await approve(stage, 'U0CLEO', 'I read the plan; the backup set is there.');
    },
  },
  {
    title: 'Act 2. The same, on the night of the seed: the planned form leaves the CMS active on both servers',
    fault: 'split-brain-bare',
    ends: /Users work; do not restart services/,
    async play(stage) {
      await ask(stage, 'U0ANA', 'failover', /needs 2 approvals/);
      await approve(stage, 'U0BEN', 'Patch night; the maintenance window is open.');
      await seen(stage, /1 of 2 so far/);
      await approve(stage, 'U0CLEO', 'I read the plan; the backup set is there.');
    },
  },
];

/** Somebody types a command; resolves when what it leads to is in the channel. */
async function ask(stage: Stage, user: string, text: string, leads: RegExp): Promise<void> {
  const before = renderTranscript(stage.slack).length;
  await stage.slack.slash(user, CHANNEL, text);
  await stage.slack.waitFor(() => leads.test(renderTranscript(stage.slack).slice(before)), stage.patience, text);
}

/** Somebody presses Approve under the plan and, if a window opens, sends a reason. */
async function approve(stage: Stage, user: string, reason: string): Promise<void> {
  const { slack, patience } = stage;
  const told = slack.ephemerals(user).length;
  const ts = await slack.waitFor(() => planMessage(slack), patience, 'the plan with its buttons');
  await slack.click(user, { actionId: 'gate-approve', channel: CHANNEL, ts });
  const opened = () => slack.openViews(user).at(-1);
  await slack.waitFor(() => opened() !== undefined || slack.ephemerals(user).length > told, patience, 'an answer');
  const view = opened();
  if (view === undefined) return;
  const sent = await slack.submitView(user, view.id, { reason });
  if (sent.outcome === 'errors') await slack.closeView(user, view.id);
}

/** Keeps what the card of the failover shows once it shows `words`, and what had been changed by then. */
async function look(stage: Stage, when: string, words: RegExp): Promise<void> {
  const { slack, patience, moments, begun } = stage;
  const lines = await slack.waitFor(() => cardLines(slack, words), patience, String(words));
  const changed = begun();
  const ran = changed.length === 0 ? 'none' : changed.join(', ');
  const head = `[The card of the failover ${when}. Cmdlets that move anything, begun so far: ${ran}.]`;
  moments.push({ at: Date.now(), lines: [head, ...lines.map((line) => `  ${line}`)] });
}

function cardLines(slack: LocalSlack, words: RegExp): string[] | undefined {
  const card = slack.messages(CHANNEL).find(({ replies }) => replies.some((reply) => isPlan(reply)));
  const lines = card === undefined ? [] : renderMessage(slack, card, 98);
  return words.test(lines.join(' ').replace(/\s+/g, ' ')) ? lines : undefined;
}

async function seen({ slack, patience }: Stage, words: RegExp): Promise<void> {
  await slack.waitFor(() => words.test(renderTranscript(slack)), patience, String(words));
}

/** The message of the thread that holds the plan: the card above it has the same buttons. */
function planMessage(slack: LocalSlack): string | undefined {
  const replies = slack.messages(CHANNEL).flatMap((parent) => parent.replies);
  return replies.find(isPlan)?.ts;
}

function isPlan({ blocks }: SeenMessage): boolean {
  return JSON.stringify(blocks).includes('gate-approve');
}

/** What differs from run to run, and nothing else, is taken out before lines are compared. */
export function settled(text: string): string {
  return text
    .replace(/\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?Z/g, '<time>')
    .replace(/\d{4}-\d\d-\d\dT\d{6}Z/g, '<set>')
    .replace(/\d{4}-\d\d-\d\d \d\d:\d\d(?::\d\d)? UTC/g, '<time>')
    .replace(/\bin \d+\.\d s\b/g, 'in <seconds>')
    .replace(/\((?:\d+ s|\d+ min(?: \d+ s)?)\)/g, '(<span>)')
    .replace(/\b\d+ (?:s|min)(?: \d+ s)? (before this card|old)\b/g, '<span> $1')
    .replace(/\b(status|preflight|failover)-[a-z0-9]{10}\b/g, '$1-<id>')
    .replace(/`[0-9a-f]{12}`/g, '`<plan>`')
    .replace(/\.lab\/demo-\w{6}/g, '.lab/demo-<id>');
}
