import type { GateAction } from '../approvals/policy.js';
import type { ApprovalPolicy, Gate, RefusalReason } from '../approvals/types.js';
import type { Plan } from '../jobs/plan/types.js';
import type { JobRecord } from '../queue/record.js';
import { possibleActions } from './blocks/gate.js';
import type { GateValue } from './gate-actions.js';
import type { AtGate } from './people.js';

/** Why something is not done: a word for the audit, a sentence for the person (rule, value, who can change it). */
export interface GateRefusal {
  readonly reason: RefusalReason | 'wrong-place' | 'wrong-message' | 'unread' | 'audit';
  readonly sentence: string;
}

export interface Stored {
  readonly record: JobRecord & { readonly plan: Plan };
  readonly gate: Gate;
}

const KEEPER = "whoever keeps this bot's configuration";

/** What the store knows of a button's job; a refusal when the button means nothing (any more). */
export function storedFor(
  action: GateAction,
  { job, planHash }: GateValue,
  record: JobRecord | undefined,
  gate: Gate | undefined,
): Stored | GateRefusal {
  const { plan } = record ?? {};
  if (record === undefined || plan === undefined || gate === undefined) {
    return { reason: 'unknown-job', sentence: `There is no plan of job ${job} (any more); nothing was done.` };
  }
  if (gate.planHash !== planHash || record.planHash !== planHash) {
    const sentence = `The plan of job ${job} is another one by now; read its card and decide about that one. Nothing was done.`;
    return { reason: 'other-plan', sentence };
  }
  if (!possibleActions(record).includes(action)) {
    const sentence = `Job ${job} is ${record.state} by now, so there is nothing left to ${action}; ask again with \`/sfb ${record.kind} ${record.pair}\`. Nothing was done.`;
    return { reason: 'not-waiting', sentence };
  }
  return { record: { ...record, plan }, gate };
}

/** Why this person may not do this at this gate, by what Slack says of them. */
export function refusalFor(action: GateAction, { gate }: Stored, person: AtGate): GateRefusal | undefined {
  const { unread, ruledOut, approver, actor } = person;
  if (ruledOut !== undefined) return { reason: unread === undefined ? 'ruled-out' : 'unread', sentence: ruledOut };
  const requester = actor.userId === gate.requester.userId;
  if (action === 'withdraw' && requester) return undefined;
  if (!approver) {
    if (unread !== undefined) {
      const sentence = `Slack did not say who is in the group of the approvers (${unread}), so nothing was recorded; press again in a minute.`;
      return { reason: 'unread', sentence };
    }
    const who = action === 'withdraw' ? 'whoever asked or an approver' : 'approvers';
    const sentence = `Only ${who} may ${action} this, and you are not on the list \`approvals.approvers\`; ${KEEPER} can change it. Nothing was done.`;
    return { reason: action === 'withdraw' ? 'not-requester' : 'not-approver', sentence };
  }
  return action === 'approve' && requester ? ownRequest(gate.policy) : undefined;
}

function ownRequest({ rule, quorum }: ApprovalPolicy): GateRefusal | undefined {
  if (rule !== 'two-others') return undefined;
  const sentence = `You asked for this change, and \`approvals.rule\` is two-others: it needs ${quorum} people other than you. ${KEEPER.charAt(0).toUpperCase()}${KEEPER.slice(1)} can change the rule. Nothing was done.`;
  return { reason: 'own-request', sentence };
}
