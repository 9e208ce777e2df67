import { escapeMrkdwn, mention } from '../../commands/text.js';
import { CLOSED_STATES, type JobRecord, type JobState, type StepRecord } from '../../queue/record.js';
import { firstSentence, type Report, second } from '../../report.js';
import type { Message } from '../types.js';
import { fits, headline, LIMITS, paragraphs, shorten, smallPrint } from './kit.js';

/** What a state means, after "Status of london". */
const STATE: Readonly<Record<JobState, string>> = {
  asked: 'is asked for; no worker has taken it yet',
  preparing: 'is under way',
  'waiting-approval': 'waits for approval',
  approved: 'is approved and starts soon',
  'permit-wanted': 'is having its approvals checked once more',
  running: 'is running',
  late: 'takes longer than expected; it is left running',
  'needs-people': 'stopped and needs people',
  done: 'is done',
  stopped: 'stopped',
  refused: 'was refused',
  expired: 'expired without enough approvals',
  withdrawn: 'was withdrawn',
  cancelled: 'was cancelled',
};

const PREPARING = 'is being prepared (read, synced, backed up); nothing is moved before people have approved the plan';

/** A shape for those who look and a word for those who read; `over` once nothing more of the job runs by itself. */
export function stepMark({ state, claim, outcome }: StepRecord, over: boolean): [mark: string, word: string] {
  switch (state) {
    case 'pending':
      return ['○', over ? 'not begun' : 'to do'];
    case 'running':
      return ['▶', 'runs'];
    case 'done':
      return ['✓', 'done'];
    case 'failed':
      return ['✗', 'failed'];
    case 'unknown':
      if (outcome !== undefined) return ['!', 'ran'];
      return ['?', claim === undefined ? 'not known' : 'may have run'];
  }
}

/**
 * The parent of a job's thread: what a frightened person must know first, then who asked and where it stands. What is too
 * long for a card comes as a file once nothing changes any more.
 */
export function cardMessages(record: JobRecord): Message[] {
  const { report, sentence } = record;
  const first = report === undefined ? stateSentence(record) : firstSentence(report);
  const more =
    report === undefined
      ? record.steps.map((step) => stepLine(step, CLOSED_STATES.has(record.state)))
      : [sentence ?? ''];
  const [opening, rest] = splitFirstSentence(first);
  const print = [smallPrint(origin(record)), ...(report === undefined ? [] : [smallPrint(reading(report))])];
  const blocks = [...headline(opening), ...paragraphs(rest), ...paragraphs(more.join('\n')), ...print];
  const words = `${record.lab ? 'LAB, ' : ''}${record.pair}: ${first}${report === undefined ? '' : ` ${sentence ?? ''}`}`;
  const text = shorten(escapeMrkdwn(words.trim()), LIMITS.fallback);
  if (fits(blocks)) return [{ text, blocks }];
  const content = `${[first, ...more].join('\n')}\n`;
  const file = { name: `${record.id}.txt`, title: `Job ${record.id}`, content };
  const pointer = paragraphs('It is longer than a card may be; every line comes as a file when the job is over.');
  const card = { text, blocks: [...headline(shorten(opening, LIMITS.text)), ...pointer, ...print] };
  return CLOSED_STATES.has(record.state) ? [card, { text, blocks: [], file }] : [card];
}

export function stateSentence({ kind, pair, state, sentence }: JobRecord): string {
  const stands = state === 'preparing' && kind === 'failover' ? PREPARING : STATE[state];
  const what = `${kind.charAt(0).toUpperCase()}${kind.slice(1)} of ${pair} ${stands}`;
  return sentence === undefined ? `${what}.` : `${what}: ${sentence}`;
}

/** The header holds one sentence and 150 characters; what doesn't fit is an ordinary paragraph, uncut. */
export function splitFirstSentence(text: string): [string, string] {
  const end = text.search(/(?<=[.!?]) (?=\p{Lu})/u);
  return end === -1 ? [text, ''] : [text.slice(0, end), text.slice(end + 1)];
}

function stepLine(step: StepRecord, over: boolean): string {
  const [mark, word] = stepMark(step, over);
  const words = step.sentence ?? (step.state === 'running' ? step.said : undefined);
  return `${mark} ${step.title}, ${word}${words === undefined ? '' : `: ${words}`}`;
}

export function origin({ lab, pair, report, requester, source, id }: JobRecord): string[] {
  const servers = report === undefined ? '' : ` (${report.primary} primary, ${report.backup} backup)`;
  const asker = source === 'schedule' ? 'asked for by the schedule' : `asked for by ${mention(requester.userId)}`;
  return [...(lab ? ['*LAB*, no real site'] : []), escapeMrkdwn(`${pair}${servers}`), asker, `job ${escapeMrkdwn(id)}`];
}

export function reading({ verdict, readAt, readMs }: Report): string[] {
  const at = second(readAt);
  return [`verdict *${escapeMrkdwn(verdict.name)}*`, escapeMrkdwn(`read ${at} in ${(readMs / 1000).toFixed(1)} s`)];
}
