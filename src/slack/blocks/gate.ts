import { countedVotes, type GateAction } from '../../approvals/policy.js';
import type { Gate } from '../../approvals/types.js';
import { escapeMrkdwn } from '../../commands/text.js';
import type { People } from '../../config/deployment.js';
import type { Plan, PlanNotes } from '../../jobs/plan/types.js';
import type { JobRecord, JobState } from '../../queue/record.js';
import { minute } from '../../report.js';
import { gateButtons } from '../gate-actions.js';
import type { Message } from '../types.js';
import {
  ageBetween,
  approverMentions,
  decisions,
  destructiveSteps,
  missing,
  ruleWords,
  shortHash,
  stepParts,
} from './gate-words.js';
import {
  type Block,
  buttonRow,
  document,
  fits,
  headline,
  LIMITS,
  marked,
  type Part,
  paragraphs,
  plainText,
  shorten,
  smallPrint,
} from './kit.js';

/** What people can do with a job in each state; what is not possible now has no button. */
export function possibleActions({ state }: Pick<JobRecord, 'state'>): readonly GateAction[] {
  if (state === 'waiting-approval') return ['approve', 'deny', 'withdraw'];
  return state === 'approved' || state === 'permit-wanted' ? ['deny', 'withdraw'] : [];
}

export type Planned = JobRecord & { readonly plan: Plan };

/** The card on which a plan is approved: exactly what will run, what it rests on, who decided what, and until when. */
export function gateMessages(record: Planned, gate: Gate, approvers: People): Message[] {
  const title = titleOf(record, gate);
  const open = buttonRow(gateButtons(possibleActions(record), { job: record.id, planHash: gate.planHash }));
  const details = detailParts(record, gate);
  const foot = [
    ...decisions(gate).map(marked),
    smallPrint(restsOn(record, gate)),
    smallPrint(rule(record, gate, approvers)),
  ];
  const text = shorten(escapeMrkdwn(`${record.lab ? 'LAB, ' : ''}${title}`), LIMITS.fallback);
  const blocks = [...headline(title), document(details), ...foot, ...open];
  if (fits(blocks)) return [{ text, blocks, broadcast: true }];
  return [
    { text, blocks: shortened(record, title, [...foot, ...open]), broadcast: true },
    asFile(record, text, details),
  ];
}

function shortened({ plan }: Planned, title: string, rest: readonly Block[]): Block[] {
  const count = destructiveSteps(plan).length;
  const pointer = `${plan.steps.length} steps, ${count} of them destructive: more than a message may hold. Every line is in the file that follows; read it before you decide.`;
  return [...headline(title), ...paragraphs(pointer), ...rest];
}

function asFile({ id, pair }: Planned, text: string, details: readonly Part[]): Message {
  return { text, blocks: [], file: { name: `${id}-plan.txt`, title: `Plan for ${pair}`, content: plainText(details) } };
}

/** What became of it, after "Failover of london (primary to backup)", once it waits no more. */
const BECAME: Partial<Readonly<Record<JobState, string>>> = {
  approved: 'is approved and starts soon',
  'permit-wanted': 'is approved; who approved is being read once more',
  running: 'was approved and runs; see the card',
  late: 'was approved and runs, longer than expected; see the card',
  'needs-people': 'was approved; it stopped and needs people, see the card',
  done: 'was approved and is done; see the card',
  stopped: 'was approved; it stopped, see the card',
  expired: 'expired without enough approvals; nothing was changed',
  refused: 'was refused; nothing was changed',
  withdrawn: 'was withdrawn; nothing was changed',
  cancelled: 'was cancelled',
};

function titleOf({ kind, pair, state, plan }: Planned, gate: Gate): string {
  const what = `${kind.charAt(0).toUpperCase()}${kind.slice(1)} of ${pair} (${plan.from} to ${plan.to})`;
  if (state === 'waiting-approval') {
    const left = missing(gate);
    return `${what} needs ${left === 1 ? '1 more approval' : `${left} approvals`}.`;
  }
  if (gate.denied !== undefined) return `${what} was denied; nothing was changed.`;
  if (state === 'cancelled' && gate.consumedAt !== undefined)
    return `${what} was approved; it was cancelled, see the card.`;
  if (state === 'stopped' && gate.consumedAt === undefined) {
    return `${what} was not begun, although it was approved; see the card.`;
  }
  return `${what} ${BECAME[state] ?? 'was approved'}.`;
}

const WILL_RUN: ReadonlySet<JobState> = new Set(['waiting-approval', 'approved', 'permit-wanted']);
const NEVER_APPROVED: ReadonlySet<JobState> = new Set(['refused', 'expired', 'withdrawn', 'cancelled']);

function heading(state: JobState, { consumedAt }: Gate): string {
  if (WILL_RUN.has(state)) return 'What will run, in this order';
  return NEVER_APPROVED.has(state) && consumedAt === undefined
    ? 'What was planned, in this order'
    : 'What was approved, in this order';
}

function detailParts({ state, plan, planNotes }: Planned, gate: Gate): Part[] {
  return [
    ...noteParts('What users will notice', planNotes?.notices ?? []),
    ...noteParts('Mind', planNotes?.mind ?? []),
    { lines: [[{ text: heading(state, gate), bold: true }]] },
    ...stepParts(plan),
  ];
}

function noteParts(title: string, sentences: PlanNotes['notices']): Part[] {
  if (sentences.length === 0) return [];
  return [{ lines: [[{ text: title, bold: true }], ...sentences.map((text) => [{ text: `• ${text}` }])] }];
}

/** What the approval rests on, in small print. */
function restsOn({ plan, planNotes, lab, id }: Planned, gate: Gate): string[] {
  const readAt = planNotes?.readAt;
  return [
    ...(lab ? ['*LAB*, no real site'] : []),
    `job ${escapeMrkdwn(id)}`,
    formWords(plan),
    ...(readAt === undefined
      ? []
      : [`facts read ${minute(readAt)}, ${ageBetween(readAt, gate.openedAt)} before this card`]),
    plan.set === undefined ? '*no backup set*' : `backup set ${escapeMrkdwn(plan.set.id)}`,
    plan.waived.length === 0 ? 'no check was left out' : `*checks left out*: ${escapeMrkdwn(plan.waived.join(', '))}`,
    `plan \`${shortHash(gate.planHash)}\``,
  ];
}

/** In which form, and whether the CMS itself is moved. */
function formWords({ mode, strategy, to }: Plan): string {
  const cms = strategy === 'already' ? `the CMS is on the ${to} already` : 'the CMS is moved';
  return escapeMrkdwn(`${mode} form, ${strategy === 'product' || strategy === 'already' ? cms : strategy}`);
}

function rule({ state, requester }: Planned, gate: Gate, approvers: People): string[] {
  const until = gate.expiresAt === undefined ? [] : [`expires ${minute(gate.expiresAt)}`];
  return [
    `asked for by <@${escapeMrkdwn(requester.userId)}>`,
    `it needs ${ruleWords(gate.policy)}, of ${approverMentions(approvers)}`,
    `${countedVotes(gate).length} of ${gate.policy.quorum} so far`,
    ...(state === 'waiting-approval' ? until : []),
  ];
}
