import { digestOf } from '../canonical.js';
import type { Actor } from '../domain.js';
import { minute } from '../report.js';
import type { ApprovalPolicy, Clicker, Decided, Gate, RefusalReason } from './types.js';

/** How long people may decide once the plan is in the channel, in minutes (design 9); part of the policy's digest. */
export const APPROVAL_MINUTES = 15;

/** A gate whose card never reaches the channel ends after so many milliseconds, so that nothing waits for ever. */
export const UNPOSTED_MS = 30 * 60_000;

/** What a person may do with a gate. */
export const GATE_ACTIONS = ['approve', 'deny', 'withdraw'] as const;
export type GateAction = (typeof GATE_ACTIONS)[number];

/** A gate as it is now; `state` is the job's, `now` milliseconds by Redis' clock. */
export interface GateNow {
  readonly job: string;
  readonly gate: Gate;
  readonly state: string;
  readonly now: number;
}

export interface Click {
  readonly action: GateAction;
  /** Of the plan that the person was shown. */
  readonly planHash: string;
  readonly reason: string;
}

const UNDECIDED: ReadonlySet<string> = new Set(['waiting-approval', 'approved', 'permit-wanted']);

/** What a click comes to. Pure; the scripts of the store say the same of everything but the person. */
export function decide(at: GateNow, clicker: Clicker, click: Click): Decided {
  const reason = refusedPerson(at.gate, clicker, click) ?? refusedGate(at, clicker.actor, click);
  if (reason !== undefined) {
    const sentence = refusalSentence(reason, { ...at, ...click, ruledOut: clicker.ruledOut });
    return { word: 'refused', reason, sentence };
  }
  if (click.action === 'deny') return { word: 'denied' };
  if (click.action === 'withdraw') return { word: 'withdrawn' };
  if (voted(at.gate, clicker.actor)) return { word: 'already-counted' };
  const count = countedVotes(at.gate).length + 1;
  return { word: count >= at.gate.policy.quorum ? 'quorum' : 'counted' };
}

function refusedPerson(gate: Gate, { actor, approver, ruledOut }: Clicker, click: Click): RefusalReason | undefined {
  if (ruledOut !== undefined) return 'ruled-out';
  if (click.action === 'withdraw') {
    if (!approver && !samePerson(actor, gate.requester)) return 'not-requester';
  } else if (!approver) return 'not-approver';
  return click.reason.trim() === '' ? 'no-reason' : undefined;
}

function refusedGate({ gate, state, now }: GateNow, actor: Actor, click: Click): RefusalReason | undefined {
  if (gate.planHash !== click.planHash) return 'other-plan';
  if (gate.denied !== undefined) return 'denied';
  if (gate.withdrawn !== undefined) return 'withdrawn';
  if (gate.consumedAt !== undefined) return 'consumed';
  if (state === 'expired' || now >= deadline(gate)) return 'expired';
  if (!UNDECIDED.has(state)) return 'not-waiting';
  if (click.action !== 'approve' || voted(gate, actor)) return undefined;
  if (state !== 'waiting-approval') return 'not-waiting';
  if (!counts(gate, actor)) return 'own-request';
  return gate.postedAt === undefined ? 'not-posted' : undefined;
}

/** When the gate's time is over, in milliseconds. */
export function deadline({ expiresAt, openedAt }: Pick<Gate, 'expiresAt' | 'openedAt'>): number {
  return expiresAt === undefined ? Date.parse(openedAt) + UNPOSTED_MS : Date.parse(expiresAt);
}

type Voted = Pick<Gate, 'votes' | 'requester' | 'policy'>;

/** The distinct people whose votes count by the gate's own rule. */
export function countedVotes(gate: Voted): Actor[] {
  const people = new Map(gate.votes.map(({ by }) => [by.userId, by]));
  return [...people.values()].filter((actor) => counts(gate, actor));
}

function counts({ policy, requester }: Voted, actor: Actor): boolean {
  return policy.rule !== 'two-others' || !samePerson(actor, requester);
}

function voted({ votes }: Voted, actor: Actor): boolean {
  return votes.some(({ by }) => samePerson(by, actor));
}

/** By user id alone: one workspace is served, and a person must never count twice. */
function samePerson(one: Actor, other: Actor): boolean {
  return one.userId === other.userId;
}

export interface RefusalFacts {
  readonly job: string;
  readonly state?: string | undefined;
  readonly gate?: Gate | undefined;
  readonly action?: GateAction;
  readonly ruledOut?: string | undefined;
}

const KEEPER = "whoever keeps this bot's configuration can change it";

/** One sentence: the rule, the value and who can change it. */
export function refusalSentence(reason: RefusalReason, facts: RefusalFacts): string {
  return `${SENTENCES[reason](facts)} Nothing was done.`;
}

const again = 'whoever asked can ask again';

const SENTENCES: Readonly<Record<RefusalReason, (facts: RefusalFacts) => string>> = {
  'not-approver': ({ action }) =>
    `Only approvers may ${action ?? 'decide about'} this, and you are not on the list \`approvals.approvers\`; ${KEEPER}.`,
  'ruled-out': ({ ruledOut }) =>
    `Only full, active members of this workspace may decide, and you may not (${ruledOut ?? 'unknown'}); an administrator of the workspace can change that.`,
  'own-request': ({ gate }) =>
    `You asked for this change, and \`approvals.rule\` is two-others: it needs ${gate?.policy.quorum ?? 2} people other than you. ${KEEPER.charAt(0).toUpperCase()}${KEEPER.slice(1)}.`,
  'not-requester': () =>
    `Only whoever asked or an approver may withdraw this, and you are not on the list \`approvals.approvers\`; ${KEEPER}.`,
  expired: ({ gate }) =>
    `The time for approving ended at ${gate === undefined ? 'its limit' : timeWord(deadline(gate))}; ${again}.`,
  'not-posted': () => 'A plan is approved on its card, and this one is not in the channel yet; the bot posts it.',
  denied: ({ gate }) =>
    `One approver is enough to deny, and ${gate?.denied?.by.userId ?? 'one'} denied this plan (${gate?.denied?.reason ?? ''}); ${again}.`,
  withdrawn: ({ gate }) =>
    `${gate?.withdrawn?.by.userId ?? 'Somebody'} withdrew this plan (${gate?.withdrawn?.reason ?? ''}); ${again}.`,
  'other-plan': ({ job }) =>
    `An approval counts for exactly one plan, and job ${job} has another one than you were shown; read its newest card.`,
  'not-waiting': ({ job, state }) =>
    `Job ${job} is ${state ?? 'in another state'} by now, and only an open gate takes decisions; ${again}.`,
  consumed: ({ gate }) =>
    `A plan can be decided on until its first step, and that was claimed at ${timeWord(Date.parse(gate?.consumedAt ?? ''))}; nobody can take that back.`,
  'unknown-job': ({ job }) => `There is no plan of job ${job} (any more); ${again}.`,
  'no-reason': () => 'Every decision needs a reason, and yours was empty; type one and press again.',
  'no-quorum': ({ gate }) =>
    gate === undefined
      ? `There are fewer approvals than \`approvals.quorum\` asks for; ${again}.`
      : `The rule ${gate.policy.rule} needs ${gate.policy.quorum} approvals, and ${countedVotes(gate).length} count; ${again}.`,
  'no-permit': ({ job }) =>
    `A run needs the permit that was asked for by the worker that starts it, and job ${job} waits for another one; ${again}.`,
  'other-installation': () =>
    'A change needs the same installation id in Redis and on the servers, and they differ; a named person can run `npm run sfb -- adopt`.',
  'lost-data': () =>
    'A change needs a Redis that has everything it was told, and this one lost data; a named person can look and run `npm run sfb -- adopt`.',
  frozen: () =>
    'A plan that waits is started only while changes are not frozen; whoever may change a pair can allow them again with `/sfb thaw`.',
};

function timeWord(time: number): string {
  return Number.isNaN(time) ? 'an unknown time' : minute(new Date(time).toISOString());
}

/** What the plan carries as `policy`: another rule, number, list of approvers or time voids an approval. */
export function policyDigest(policy: ApprovalPolicy, approvers: Approvers, minutes: number): string {
  const { rule, quorum } = policy;
  const lists = { users: [...approvers.users].sort(), groups: [...approvers.groups].sort() };
  return digestOf({ rule, quorum, approvers: lists, minutes });
}

export interface Approvers {
  readonly users: readonly string[];
  readonly groups: readonly string[];
}
