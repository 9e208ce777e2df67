import { type GateAction, type RefusalFacts, refusalSentence } from '../approvals/policy.js';
import type { Gate, RefusalReason } from '../approvals/types.js';
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

/** What the store knows of a button's job; a refusal when the button means nothing (any more). */
export function storedFor(
  action: GateAction,
  { job, planHash }: GateValue,
  record: JobRecord | undefined,
  gate: Gate | undefined,
): Stored | GateRefusal {
  const { plan } = record ?? {};
  if (record === undefined || plan === undefined || gate === undefined) {
    return refuse('unknown-job', { job });
  }
  if (gate.planHash !== planHash || record.planHash !== planHash) {
    return refuse('other-plan', { job });
  }
  if (!possibleActions(record).includes(action)) {
    return refuse('not-waiting', { job, state: record.state });
  }
  return { record: { ...record, plan }, gate };
}

/** Why this person may not do this at this gate, by what Slack says of them. */
export function refusalFor(action: GateAction, { gate, record }: Stored, person: AtGate): GateRefusal | undefined {
  const job = record.id;
  const { unread, ruledOut, approver, actor } = person;
  if (ruledOut !== undefined) return { reason: unread === undefined ? 'ruled-out' : 'unread', sentence: ruledOut };
  const requester = actor.userId === gate.requester.userId;
  if (action === 'withdraw' && requester) return undefined;
  if (!approver) {
    if (unread !== undefined) {
      const sentence = `Slack did not say who is in the group of the approvers (${unread}), so nothing was recorded; press again in a minute.`;
      return { reason: 'unread', sentence };
    }
    return refuse(action === 'withdraw' ? 'not-requester' : 'not-approver', { job, action });
  }
  return action === 'approve' && requester ? ownRequest(job, gate) : undefined;
}

function ownRequest(job: string, gate: Gate): GateRefusal | undefined {
  const { rule } = gate.policy;
  if (rule !== 'two-others') return undefined;
  return refuse('own-request', { job, gate });
}

/** In the words of the store, which would refuse it, too. */
function refuse(reason: RefusalReason, facts: RefusalFacts): GateRefusal {
  return { reason, sentence: refusalSentence(reason, facts) };
}
