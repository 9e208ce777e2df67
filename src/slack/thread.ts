import type { Gate } from '../approvals/types.js';
import type { People } from '../config/deployment.js';
import type { Plan } from '../jobs/plan/types.js';
import type { JobRecord } from '../queue/record.js';
import { cardMessages } from './blocks/card.js';
import { changeCard } from './blocks/change-card.js';
import { checksMessages } from './blocks/checks.js';
import { gateMessages } from './blocks/gate.js';
import { matrixMessages } from './blocks/matrix.js';
import { nextMessages } from './blocks/next.js';
import { setMessages } from './blocks/sets.js';
import type { Message } from './types.js';

/** One message that should be in a job's thread. The key names it for ever; `parent` is the key it replies to. */
export interface WantedMessage extends Message {
  readonly key: string;
  readonly parent?: 'card';
}

/** What should be in the channel for a job: pure, so that the thread can always be made again from the record. */
export function wanted(stored: JobRecord, gate?: Gate, approvers: People = NOBODY): WantedMessage[] {
  const { report, id } = stored;
  const record = wentOn(stored) ? without(stored) : stored;
  return [
    ...keyed('card', isPlanned(record) ? changeCard(record, gate) : cardMessages(record)),
    ...(isPlanned(record) && gate !== undefined ? keyed('gate', gateMessages(record, gate, approvers)) : []),
    ...(report === undefined ? [] : keyed('matrix', matrixMessages(report, id))),
    ...(report?.kind === 'backup' || report?.kind === 'backups' ? keyed('sets', setMessages(report, id)) : []),
    ...(report !== undefined && 'checks' in report ? keyed('checks', checksMessages(report, id)) : []),
    ...(report === undefined
      ? []
      : keyed('next', nextMessages(wentOn(stored) ? { ...report, next: [WENT_ON] } : report, id))),
  ];
}

/** What is in the channel is never taken away, so what no longer holds is said to. */
const WENT_ON = 'This job went on after that reading; its card says where it stands. Follow no older lines.';

/** A change that stopped with a report and was then looked at again or cancelled: the report is of before. */
function wentOn({ plan, report, state }: JobRecord): boolean {
  return plan !== undefined && report !== undefined && ['running', 'late', 'cancelled'].includes(state);
}

function without({ report: _report, ...record }: JobRecord): JobRecord {
  return record;
}

const NOBODY: People = { users: [], groups: [] };

function isPlanned(record: JobRecord): record is JobRecord & { readonly plan: Plan } {
  return record.plan !== undefined;
}

/** One part of what a job says; what doesn't fit its message comes as a second one, a file. */
function keyed(key: string, messages: readonly Message[]): WantedMessage[] {
  return messages.map((message, index) => {
    if (key === 'card' && index === 0) return { ...message, key };
    return { ...message, key: index === 0 ? key : `${key}-file`, parent: 'card' };
  });
}
