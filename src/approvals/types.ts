import { z } from 'zod';
import { Actor } from '../domain.js';
import { Plan, PlanNotes } from '../jobs/plan/types.js';

/** How many, and who counts (design 9). Part of the plan hash as `policy`. */
export const ApprovalPolicy = z.strictObject({
  rule: z.enum(['two-others', 'requester-and-one']),
  quorum: z.int().min(2),
});
export type ApprovalPolicy = z.infer<typeof ApprovalPolicy>;

export const Vote = z.strictObject({ by: Actor, reason: z.string().optional(), at: z.string() });
export type Vote = z.infer<typeof Vote>;

/**
 * Signed by the bot after it re-read membership and status of every approver; the worker holds only the public key.
 * `expires` is milliseconds by Redis' clock.
 */
export const PermitBody = z.strictObject({
  deployment: z.string(),
  pair: z.string(),
  job: z.string(),
  gate: z.string(),
  planHash: z.string(),
  epoch: z.int(),
  nonce: z.string(),
  approvers: z.array(Actor),
  expires: z.int(),
  /** Head of the bot's audit chain. */
  auditHead: z.string(),
});
export type PermitBody = z.infer<typeof PermitBody>;

/** Ed25519 over the canonical JSON (RFC 8785) of `body`, base64url. */
export const Permit = z.strictObject({ body: PermitBody, signature: z.string() });
export type Permit = z.infer<typeof Permit>;

/** Where approvals of one plan are collected. Kept beside the job's record; times are Redis' own, ISO, UTC. */
export const Gate = z.strictObject({
  id: z.string(),
  planHash: z.string(),
  requester: Actor,
  policy: ApprovalPolicy,
  openedAt: z.string(),
  /** Set once, when the card is in the channel: from then on `minutes` run. */
  postedAt: z.string().optional(),
  expiresAt: z.string().optional(),
  votes: z.array(Vote),
  denied: Vote.optional(),
  withdrawn: Vote.optional(),
  /** The worker's wish for a permit, while it waits for one. */
  wanted: z.strictObject({ epoch: z.int(), nonce: z.string(), at: z.string() }).optional(),
  permit: Permit.optional(),
  /** Why the bot gave no permit. */
  permitRefused: z.string().optional(),
  /** The first step was claimed: the approval is used up and does not expire any more. */
  consumedAt: z.string().optional(),
});
export type Gate = z.infer<typeof Gate>;

/** Facts about the person who clicked, as the bot read them now. */
export interface Clicker {
  readonly actor: Actor;
  readonly approver: boolean;
  /** Why Slack's own record rules them out (guest, bot, deactivated, another workspace), or undefined. */
  readonly ruledOut: string | undefined;
}

/** What a decision on a gate came to. Every refusal states the rule, the value and who can change it. */
export type Decided =
  | {
      readonly word:
        | 'counted'
        | 'already-counted'
        | 'quorum'
        | 'denied'
        | 'withdrawn'
        | 'posted'
        | 'permitted'
        | 'claimed';
    }
  | { readonly word: 'refused'; readonly reason: RefusalReason; readonly sentence: string };

export const RefusalReason = z.enum([
  'not-approver',
  'ruled-out',
  'own-request',
  'not-requester',
  'expired',
  'not-posted',
  'denied',
  'withdrawn',
  'other-plan',
  'not-waiting',
  'consumed',
  'unknown-job',
  'no-reason',
  'no-quorum',
  'no-permit',
  'other-installation',
  'lost-data',
  'frozen',
]);
export type RefusalReason = z.infer<typeof RefusalReason>;

/** The fields of a `Lease` of the queue. */
export interface GateLease {
  readonly job: string;
  readonly owner: string;
  readonly epoch: number;
}

export const OpenGate = z.strictObject({
  id: z.string().min(1),
  plan: Plan,
  planHash: z.string().regex(/^[0-9a-f]{64}$/, 'is not a SHA-256'),
  notes: PlanNotes,
  requester: Actor,
  policy: ApprovalPolicy,
});
export type OpenGate = z.infer<typeof OpenGate>;

/** Gates in Redis. Each method is one Lua script by Redis' own TIME; all throw SfbError UNAVAILABLE when Redis is away. */
export interface GateStore {
  /** Worker, with its lease: preparing → waiting-approval, the plan in the record and the gate beside it, in one script. */
  openGate(job: string, lease: GateLease, gate: OpenGate): Promise<void>;
  /** Worker, with its lease: approved → permit-wanted. A wish that was not answered is replaced. */
  wantPermit(job: string, lease: GateLease, nonce: string): Promise<void>;
  /**
   * Worker, with its lease: permit-wanted → running, and the approval is used up. One script checks state, lease, plan
   * hash, quorum, no deny and no withdrawal, expiry by Redis' TIME, the nonce and the installation id.
   */
  claim(
    job: string,
    lease: GateLease,
    claim: { planHash: string; nonce: string; installation: string },
  ): Promise<Decided>;
  readGate(job: string): Promise<Gate | undefined>;
  /** Bot: the card is in the channel, the clock starts. A second call changes nothing. */
  gatePosted(job: string, minutes: number): Promise<Decided>;
  /** Counts a person once; at the quorum the job goes waiting-approval → approved in the same script. */
  approve(job: string, planHash: string, by: Actor, reason: string): Promise<Decided>;
  /** Ends it: waiting-approval | approved | permit-wanted → refused. Any approver may. */
  deny(job: string, planHash: string, by: Actor, reason: string): Promise<Decided>;
  /** By the requester or an approver, until the first step is claimed → withdrawn. */
  withdraw(job: string, planHash: string, by: Actor, reason: string): Promise<Decided>;
  /** Bot's sweep: what has run out → expired; gives the ids. */
  expireGates(): Promise<string[]>;
  /** Bot: answers a permit-wanted of exactly this nonce. */
  givePermit(job: string, nonce: string, permit: Permit): Promise<Decided>;
  refusePermit(job: string, nonce: string, sentence: string): Promise<Decided>;
}
