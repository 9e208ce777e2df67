import { z } from 'zod';
import { Fqdn, PairName, Side } from '../../domain.js';

/** Where a call runs; the same words as the boundary's `Place`. */
export const StepPlace = z.enum(['jump', 'primary', 'backup']);

/** One call, literal to the last character: nothing is bound later. `use` is a name of the catalogue. */
export const StepCall = z.strictObject({
  use: z.string().regex(/^[a-z][a-z0-9-]{0,80}$/),
  params: z.record(z.string(), z.json()),
  place: StepPlace,
});
export type StepCall = z.infer<typeof StepCall>;

export const StepId = z.string().regex(/^[a-z][a-z0-9-]{0,60}$/, 'is not a step id such as cms-failover');

/**
 * One step of a plan. A `cmdlet` is run once by the runner on its target and then observed; a `wait` only observes, again
 * and again, until it has happened or its time is over; a `check` observes once.
 */
export const Step = z.strictObject({
  id: StepId,
  kind: z.enum(['cmdlet', 'wait', 'check']),
  /** One sentence, the field's words: what this step does. */
  title: z.string().min(1),
  effect: z.enum(['read', 'safe-change', 'reversible', 'destructive']),
  call: StepCall.optional(),
  /** The call as it is shown to people, rendered from `call` (shown-line.ts), never typed by hand. */
  line: z.string().optional(),
  /** Name of the observer that says whether it has happened (domain-notes 4), with its literal arguments. */
  observe: z.strictObject({ name: StepId, args: z.record(z.string(), z.json()) }),
  /** Which server must hold the CMS alone just before it is begun. */
  expect: z.strictObject({ cms: Side }).optional(),
  /** Milliseconds: usual, and after which it is called late (cmdlet) or given up (wait, check). */
  expectedMs: z.int().min(0),
  lateMs: z.int().min(1),
  undo: StepCall.optional(),
  undoLine: z.string().optional(),
  /** From the first step with `true` on there is no cancel. */
  pastNoReturn: z.boolean(),
});
export type Step = z.infer<typeof Step>;

/**
 * What the approval rests on: facts that decide, sorted and normalised, and nothing that changes by itself (no times, no
 * heartbeats, no replica flags, no counts; engineering-notes 3).
 */
export const DecidingFacts = z.strictObject({
  verdict: z.string(),
  active: Side.optional(),
  /** Matrix rows that decide, id → who they name. */
  rows: z.record(z.string(), z.string()),
  /** Which pool backs up which, both ways, lower case. */
  pairing: z.record(Fqdn, z.string()),
  /** Edge pool → its Registrar. */
  edgeNextHops: z.record(z.string(), z.string()),
  /** Server → what its RTCLOCAL says: active CMS, next hops, pairing. */
  rtclocal: z.record(Fqdn, z.record(z.string(), z.string())),
  /** Pool → PoolState. */
  poolState: z.record(Fqdn, z.string()),
  versions: z.record(Fqdn, z.string()),
});
export type DecidingFacts = z.infer<typeof DecidingFacts>;

/** A job's frozen list of steps and what it rests on. What is hashed, shown, approved and run is this one object. */
export const Plan = z.strictObject({
  format: z.literal(1),
  deployment: z.string(),
  pair: PairName,
  kind: z.string(),
  mode: z.string(),
  /** `product` (the CMS moves), `already` (it is there). */
  strategy: z.string(),
  gate: StepId,
  from: Side,
  to: Side,
  steps: z.array(Step).min(1),
  facts: DecidingFacts,
  /** The backup set the way back rests on: its id and the SHA-256 of each of its files. */
  set: z.strictObject({ id: z.string(), files: z.record(z.string(), z.string()) }).optional(),
  /** Ids of checks that were waived, sorted. */
  waived: z.array(z.string()),
  /** Digest of catalogue and agent files. */
  build: z.string(),
  /** Digest of the approvals policy. */
  policy: z.string(),
});
export type Plan = z.infer<typeof Plan>;

/** What people read beside the plan; not hashed. */
export const PlanNotes = z.strictObject({
  /** One sentence each: what users will notice, what may be lost. */
  notices: z.array(z.string()),
  /** Sentences of preflight worth minding (warnings, waived). */
  mind: z.array(z.string()),
  /** When the facts were read, ISO, UTC. */
  readAt: z.string(),
  /** Console commands, with their server, for going on without the bot. */
  byHand: z.array(z.string()),
});
export type PlanNotes = z.infer<typeof PlanNotes>;
