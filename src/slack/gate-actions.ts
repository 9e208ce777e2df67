import { GATE_ACTIONS, type GateAction } from '../approvals/policy.js';
import type { Button } from './blocks/kit.js';

/** Action ids of the buttons and callback ids of the modals: they end in the word of the action. */
export const GATE_ID = /^gate-(approve|deny|withdraw)$/;

export function gateId(action: GateAction): string {
  return `gate-${action}`;
}

export function gateActionOf(id: string): GateAction | undefined {
  return GATE_ACTIONS.find((action) => gateId(action) === id);
}

/** What a button carries: which job and which plan, and nothing that decides. */
export interface GateValue {
  readonly job: string;
  readonly planHash: string;
}

export function gateValue({ job, planHash }: GateValue): string {
  return `${job} ${planHash}`;
}

/** Undefined for anything that no button of ours carries. */
export function readGateValue(text: string): GateValue | undefined {
  const [, job, planHash] = /^([a-z]+-[a-z0-9]{10}) ([A-Za-z0-9_-]{16,100})$/.exec(text) ?? [];
  return job === undefined || planHash === undefined ? undefined : { job, planHash };
}

const LABEL = { approve: 'Approve', deny: 'Deny', withdraw: 'Withdraw' } as const;
const STYLE = { approve: 'primary', deny: 'danger' } as const;

export function gateButtons(actions: readonly GateAction[], value: GateValue): Button[] {
  return actions.map((action) => ({
    id: gateId(action),
    label: LABEL[action],
    value: gateValue(value),
    ...(action === 'withdraw' ? {} : { style: STYLE[action] }),
  }));
}
