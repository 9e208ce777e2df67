import { z } from 'zod';
import { Actor, JobId, PairName } from '../domain.js';
import { Plan, PlanNotes } from '../jobs/plan/types.js';
import { Report } from '../report.js';

/** The schema number of the records this build writes; another number is refused, never guessed at. */
export const RECORD_SCHEMA = 1;

export const JobState = z.enum([
  'asked',
  'preparing',
  'waiting-approval',
  'approved',
  'permit-wanted',
  'running',
  'late',
  'needs-people',
  'done',
  'stopped',
  'refused',
  'expired',
  'withdrawn',
  'cancelled',
]);
export type JobState = z.infer<typeof JobState>;

/** The one table of allowed moves (design 3). A read job goes asked → preparing → done | stopped. */
export const MOVES: Readonly<Record<JobState, readonly JobState[]>> = {
  asked: ['preparing', 'refused', 'cancelled'],
  preparing: ['waiting-approval', 'done', 'stopped', 'refused', 'cancelled', 'needs-people'],
  'waiting-approval': ['approved', 'refused', 'expired', 'withdrawn', 'cancelled'],
  approved: ['permit-wanted', 'refused', 'withdrawn', 'cancelled', 'expired', 'stopped'],
  'permit-wanted': ['running', 'approved', 'stopped', 'refused', 'expired', 'withdrawn', 'cancelled'],
  running: ['late', 'needs-people', 'done', 'stopped', 'waiting-approval', 'cancelled'],
  late: ['running', 'needs-people', 'done', 'stopped'],
  'needs-people': ['running', 'waiting-approval', 'stopped', 'done'],
  done: [],
  stopped: [],
  refused: [],
  expired: [],
  withdrawn: [],
  cancelled: [],
};

export const CLOSED_STATES: ReadonlySet<JobState> = new Set(
  JobState.options.filter((state) => MOVES[state].length === 0),
);

/** States in which a worker has something to do. In the other open ones people are waited for. */
export const WORKER_STATES: ReadonlySet<JobState> = new Set<JobState>([
  'asked',
  'preparing',
  'approved',
  'permit-wanted',
  'running',
  'late',
]);

export const StepRecord = z.strictObject({
  id: z.string().min(1),
  title: z.string().min(1),
  state: z.enum(['pending', 'running', 'done', 'failed', 'unknown']),
  sentence: z.string().optional(),
  /** The claim: written before the target is asked. Which try it is, and under which epoch. */
  claim: z.strictObject({ attempt: z.int().min(1), epoch: z.int(), at: z.string() }).optional(),
  /** How the cmdlet ended on its target, as adopted here. */
  outcome: z.strictObject({ ok: z.boolean(), at: z.string(), ms: z.number(), text: z.string() }).optional(),
  /** The last thing a running cmdlet said. */
  said: z.string().optional(),
});
export type StepRecord = z.infer<typeof StepRecord>;

/** What somebody saw on the server of a cmdlet that may still run (engineering-notes 2.2.10). */
export const Saw = z.enum(['gone', 'restarted', 'cut-off']);
export type Saw = z.infer<typeof Saw>;

/** Somebody who wants a job to end where it is, and why; what they saw, where a cmdlet of it may still run. */
export const Ending = z.strictObject({ by: Actor, at: z.string(), reason: z.string(), saw: Saw.optional() });

/** The durable truth about one job. Written only by the store's compare-and-set. Times are Redis' own, ISO, UTC. */
export const JobRecord = z.strictObject({
  schema: z.literal(RECORD_SCHEMA),
  id: JobId,
  kind: z.string().min(1),
  deployment: z.string().min(1),
  pair: PairName,
  request: z.record(z.string(), z.json()),
  source: z.enum(['slack', 'cli', 'schedule']),
  requester: Actor,
  /** Slack channel the job's thread lives in; empty for the bot's own, which a worker does not know. */
  channel: z.string(),
  lab: z.boolean(),
  state: JobState,
  revision: z.int().min(1),
  askedAt: z.string(),
  changedAt: z.string(),
  steps: z.array(StepRecord),
  /** One sentence: why it stopped, was refused, or what people must do. */
  sentence: z.string().optional(),
  report: Report.optional(),
  /** Who wants it ended, while it takes more than one of them. */
  endings: z.array(Ending).optional(),
  /** Who had it taken back before its point of no return. */
  cancel: Ending.omit({ saw: true }).optional(),
  /** A change job's frozen plan, its hash and what people read beside it. */
  plan: Plan.optional(),
  planHash: z.string().optional(),
  planNotes: PlanNotes.optional(),
});
export type JobRecord = z.infer<typeof JobRecord>;
