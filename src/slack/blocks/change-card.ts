import type { Gate } from '../../approvals/types.js';
import { escapeMrkdwn } from '../../commands/text.js';
import { mayHaveRun } from '../../jobs/failover/by-hand.js';
import { CLOSED_STATES, type StepRecord } from '../../queue/record.js';
import { firstSentence, minute } from '../../report.js';
import { gateButtons } from '../gate-actions.js';
import { resolveButtons } from '../resolve-actions.js';
import type { Message } from '../types.js';
import { origin, reading, splitFirstSentence, stateSentence, stepMark } from './card.js';
import { type Planned, possibleActions } from './gate.js';
import { decisions, missing, shortHash, span } from './gate-words.js';
import {
  buttonRow,
  document,
  fits,
  headline,
  LIMITS,
  type Line,
  marked,
  type Part,
  paragraphs,
  plainText,
  shorten,
  smallPrint,
} from './kit.js';
import { sawWords } from './resolve-modal.js';

/** The parent of a change job's thread, once it has a plan: where it stands, every step live, and what is possible now. */
export function changeCard(record: Planned, gate: Gate | undefined): Message[] {
  const { report, state } = record;
  const first = report === undefined ? stateSentence(record) : firstSentence(report);
  const [opening, rest] = splitFirstSentence(first);
  const stands = report === undefined ? [] : paragraphs(stateSentence(shortened(record)));
  const parts: Part[] = [...stepParts(record, opening), ...waysOn(record), ...byHand(record, gate)];
  const head = [...headline(opening), ...paragraphs(rest), ...stands];
  const foot = [...gateBlocks(record, gate), ...endings(record), ...smallPrints(record), ...buttons(record, gate)];
  const text = shorten(escapeMrkdwn(`${record.lab ? 'LAB, ' : ''}${record.pair}: ${first}`), LIMITS.fallback);
  const blocks = [...head, ...(parts.length === 0 ? [] : [document(parts)]), ...foot];
  if (fits(blocks)) return [{ text, blocks }];
  const pointer = paragraphs('It is longer than a card may be; every line comes as a file when the job is over.');
  const card = { text, blocks: [...headline(shorten(opening, LIMITS.text / 2)), ...pointer, ...foot] };
  if (!CLOSED_STATES.has(state)) return [card];
  const content = `${first}\n${plainText(parts)}`;
  return [card, { text, blocks: [], file: { name: `${record.id}.txt`, title: `Job ${record.id}`, content } }];
}

/** Without the sentence of a step, which stands at the step: nobody reads one thing three times at night. */
function shortened(record: Planned): Planned {
  const { sentence: said, ...rest } = record;
  return said !== undefined && record.steps.some(({ sentence }) => sentence === said) ? rest : record;
}

function stepParts({ steps, state }: Planned, opening: string): Part[] {
  const over = CLOSED_STATES.has(state) || state === 'needs-people';
  return steps.length === 0 ? [] : [{ lines: steps.map((step) => stepLine(step, over, opening)) }];
}

/** `▶ Move the CMS, runs since 2026-11-24 14:05 UTC: Verifying (3 of 15)`; what runs or went wrong is bold. */
function stepLine(step: StepRecord, over: boolean, opening: string): Line {
  const { state, title, sentence, said, claim, outcome } = step;
  const took = outcome === undefined ? '' : ` (${span(outcome.ms)})`;
  const since = state === 'running' && claim !== undefined ? ` since ${minute(claim.at)}` : '';
  const again = claim !== undefined && claim.attempt > 1 ? `, try ${claim.attempt}` : '';
  const words =
    sentence ?? (state === 'running' ? said : undefined) ?? (outcome?.ok === false ? outcome.text : undefined);
  const [mark, word] = stepMark(step, over);
  const loud = state === 'running' || state === 'failed' || state === 'unknown';
  return [
    { text: `${mark} ${title}, ${word}`, bold: loud },
    {
      text: `${since}${again}${took}${words === undefined || words === '' ? '' : `: ${withoutAlarm(words, opening)}`}`,
    },
  ];
}

const ALARM = 'Users work;';

/** The first sentence of a card that begins with the alarm says it for every step. */
function withoutAlarm(words: string, opening: string): string {
  const [first, rest] = splitFirstSentence(words);
  return opening.startsWith(ALARM) && first.startsWith(ALARM) && rest !== '' ? rest : words;
}

/** What people can do about a job that stands and waits for them. */
function waysOn({ state, id }: Planned): Part[] {
  if (state === 'late') return [{ lines: [[{ text: LATE }]] }];
  if (state !== 'needs-people') return [];
  const words: Line = [
    { text: 'Nothing is started again by itself. "Look again" (or ' },
    { text: `/sfb resume ${id}`, code: true },
    { text: ') reads the servers and goes on only from what it finds; "End it here" (or ' },
    { text: '--end', code: true },
    { text: ') ends the job where it is.' },
  ];
  return [{ lines: [words] }];
}

const LATE =
  '"End it here" ends this job and never the cmdlet; it is for when its server shows that nothing runs there any more, or was restarted or cut off, and takes as many approvers as the plan did.';

/**
 * Where people must go on, unless a report says what is next. No line of the plan is shown before its gate was passed: that
 * would be a way round the two approvals. Nor is one that was begun: it may have run, and once more is how a CMS splits.
 */
function byHand({ state, report, plan, planNotes, steps, pair, id, cancel }: Planned, gate: Gate | undefined): Part[] {
  const passed = gate?.consumedAt !== undefined || steps.some(({ claim }) => claim !== undefined);
  const told = report !== undefined && 'next' in report;
  if (!passed || told || (state !== 'needs-people' && state !== 'stopped')) return [];
  const known = new Map(steps.map((step) => [step.id, step]));
  const last = plan.steps.findLastIndex((step) => (known.get(step.id)?.state ?? 'pending') !== 'pending');
  const begun = plan.steps.slice(0, last + 1);
  const open = begun.filter((step) => known.get(step.id)?.state !== 'done');
  const undo = begun.flatMap(({ undoLine, title }) => (undoLine === undefined ? [] : [{ title, undoLine }]));
  const whole = cancel === undefined && planNotes?.byHand.length === plan.steps.length;
  const lines = whole ? planNotes.byHand.slice(last + 1) : [];
  return [
    { lines: [bold('By hand, without the bot')] },
    { lines: [[{ text: 'Look first who holds the CMS, and what each server says was begun:' }]] },
    ...[`verify ${pair}`, `journal ${pair} --job ${id}`].map((words) => ({ copy: `npm run sfb -- ${words}` })),
    ...open.map((step) => ({ lines: [[{ text: openWords(step, pair), bold: true }]] })),
    ...after('Then, only if one server alone holds the CMS, what is left, in this order:', lines),
    ...undo.flatMap(({ title, undoLine }) =>
      after(`To take back "${title}", only if one server alone holds the CMS and the users did not move:`, [undoLine]),
    ),
  ];
}

function openWords(step: Planned['plan']['steps'][number], pair: string): string {
  if (step.kind === 'cmdlet') return mayHaveRun(step, pair).replaceAll('`', '');
  return `"${step.title}" has not been seen to be so.`;
}

function bold(text: string): Line {
  return [{ text, bold: true }];
}

function after(words: string, commands: readonly string[]): Part[] {
  return commands.length === 0 ? [] : [{ lines: [[{ text: words }]] }, ...commands.map((copy) => ({ copy }))];
}

function gateBlocks({ state }: Planned, gate: Gate | undefined) {
  if (gate === undefined) return [];
  const open = state === 'waiting-approval' ? [waits(gate)] : [];
  return [...decisions(gate), ...open].map(marked);
}

/** Who cancelled it or wanted it ended, and why. */
function endings({ endings: wanted = [], cancel }: Planned) {
  const cancelled =
    cancel === undefined
      ? []
      : [`<@${escapeMrkdwn(cancel.by.userId)}> cancelled it (${minute(cancel.at)}): ${escapeMrkdwn(cancel.reason)}`];
  const ended = wanted.map(
    ({ by, at, reason, saw }) =>
      `<@${escapeMrkdwn(by.userId)}> wants it ended (${minute(at)}): ${escapeMrkdwn(reason)}${sawWords(saw)}`,
  );
  return [...cancelled, ...ended].map(marked);
}

function waits(gate: Gate): string {
  const left = missing(gate);
  const until = gate.expiresAt === undefined ? '' : `, until ${minute(gate.expiresAt)}`;
  return `*${left}* more of ${gate.policy.quorum} approvals are needed${until}; the plan is in the thread.`;
}

function smallPrints(record: Planned) {
  const { report, planHash } = record;
  const hash = planHash === undefined ? [] : [`plan \`${shortHash(planHash)}\``];
  const read = report !== undefined && 'verdict' in report ? [smallPrint(reading(report))] : [];
  return [smallPrint([...origin(record), ...hash]), ...read];
}

/** An approval counts only from when the plan is in the channel. */
function buttons(record: Planned, gate: Gate | undefined) {
  const resolve = resolveButtons(record);
  if (resolve.length > 0) return buttonRow(resolve);
  if (gate === undefined || (record.state === 'waiting-approval' && gate.postedAt === undefined)) return [];
  return buttonRow(gateButtons(possibleActions(record), { job: record.id, planHash: gate.planHash }));
}
