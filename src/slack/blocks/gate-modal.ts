import type { types } from '@slack/bolt';
import type { GateAction } from '../../approvals/policy.js';
import type { Gate } from '../../approvals/types.js';
import { minute } from '../../report.js';
import { gateId } from '../gate-actions.js';
import type { Planned } from './gate.js';
import { ageBetween, destructiveSteps, shortHash } from './gate-words.js';
import { type Block, document, fits, headline, type Line, type Part, paragraphs, smallPrint } from './kit.js';

/** The one input of the modal: errors are shown at its block. */
export const REASON = 'reason';

const MAX_REASON = 500;

const ASKS: Readonly<Record<GateAction, { title: string; label: string; submit: string }>> = {
  approve: { title: 'Approve', label: 'Why may it run now?', submit: 'Approve' },
  deny: { title: 'Deny', label: 'Why must it not run?', submit: 'Deny' },
  withdraw: { title: 'Withdraw', label: 'Why is it withdrawn?', submit: 'Withdraw' },
};

/**
 * What a person reads before they decide, from what is stored, and the reason they must give. `metadata` comes back with
 * the submission; `now` is ISO.
 */
export function gateModal(
  action: GateAction,
  record: Planned,
  gate: Gate,
  { now, metadata }: { now: string; metadata: string },
): types.ModalView {
  return reasonModal({ ...ASKS[action], id: gateId(action), metadata }, content(action, record, gate, now));
}

export interface Asking {
  /** Callback id; `metadata` comes back with the submission. */
  readonly id: string;
  readonly metadata: string;
  readonly title: string;
  /** What the person is asked to give a reason for. */
  readonly label: string;
  readonly submit: string;
}

/** A window that says what something means and asks for a reason, at least three letters. */
export function reasonModal({ id, metadata, title, label, submit }: Asking, blocks: readonly Block[]): types.ModalView {
  const plain = (text: string) => ({ type: 'plain_text', text, emoji: false }) as const;
  const element = {
    type: 'plain_text_input',
    action_id: REASON,
    multiline: true,
    min_length: 3,
    max_length: MAX_REASON,
  } as const;
  return {
    type: 'modal',
    callback_id: id,
    private_metadata: metadata,
    title: plain(title),
    submit: plain(submit),
    close: plain('Leave it'),
    blocks: [...blocks, { type: 'input', block_id: REASON, label: plain(label), element }],
  };
}

function content(action: GateAction, record: Planned, gate: Gate, now: string): Block[] {
  const { plan, kind, pair, lab } = record;
  const what = `${lab ? 'LAB: ' : ''}${kind} of ${pair}, ${plan.from} to ${plan.to}`;
  const foot = smallPrint([`job ${record.id}`, ...evidence(record, now), `plan \`${shortHash(gate.planHash)}\``]);
  if (action !== 'approve') return [...headline(what), ...paragraphs(CONSEQUENCE[action]), foot];
  const whole = [...headline(what), document(parts(record)), foot];
  if (fits(whole)) return whole;
  const count = destructiveSteps(plan).length;
  const pointer = `${count} destructive steps, more than this window may hold. Every line is in the file in the job's thread; read it there first.`;
  return [...headline(what), ...paragraphs(pointer), foot];
}

const CONSEQUENCE = {
  deny: 'One denial ends it, whoever has approved so far. Nothing will be changed; whoever wants it must ask again.',
  withdraw: 'It ends here and nothing will be changed; whoever wants it must ask again.',
} as const;

function parts({ plan, planNotes }: Planned): Part[] {
  const first = plan.steps.findIndex(({ pastNoReturn }) => pastNoReturn);
  const lines = plan.steps.flatMap((step, index): Part[] => {
    const mark: Part[] = index === first ? [{ lines: [NO_RETURN] }] : [];
    if (step.effect !== 'destructive') return mark;
    const title: Line = [{ text: `${index + 1}. ${step.title}`, bold: true }];
    return [...mark, { lines: [title] }, ...(step.line === undefined ? [] : [{ copy: step.line }])];
  });
  const notices = (planNotes?.notices ?? []).map((text): Line => [{ text: `• ${text}` }]);
  return [
    { lines: [[{ text: 'Destructive lines that will run', bold: true }]] },
    ...lines,
    ...(notices.length === 0 ? [] : [{ lines: [[{ text: 'What users will notice', bold: true }], ...notices] }]),
  ];
}

const NO_RETURN: Line = [{ text: '— Point of no return —', bold: true }];

function evidence({ planNotes }: Planned, now: string): string[] {
  if (planNotes === undefined) return [];
  return [`facts are ${ageBetween(planNotes.readAt, now)} old (${minute(planNotes.readAt)})`];
}
