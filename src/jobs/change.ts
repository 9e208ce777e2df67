import type { z } from 'zod';
import type { Pair, Side } from '../domain.js';
import type { ReadPort } from '../powershell/types.js';
import type { PreflightReport, Report, StatusReport } from '../report.js';
import type { Plan, PlanNotes } from './plan/types.js';
import type { JobInput } from './runners.js';

/** What an observation saw. `cant-tell` is never success and never proof of the opposite. */
export interface Seen {
  readonly seen: 'happened' | 'not-happened' | 'cant-tell';
  /** With the values read. */
  readonly sentence: string;
  /** Waiting longer is of no use: two servers hold the CMS. The job stops at once. */
  readonly stop?: true;
}

/** All an observer may know beside what it reads: which servers, and its literal arguments from the plan. */
export interface ObserverContext {
  readonly pair: Pair;
  readonly from: Side;
  readonly to: Side;
  readonly args: Readonly<Record<string, unknown>>;
}

/**
 * Says whether a change has happened (domain-notes 4). It gets a port that only reads and the values read before the
 * change, and nothing else: no ledger, no journal, no call log.
 */
export interface Observer<Before extends z.ZodType = z.ZodType> {
  readonly name: string;
  readonly before: Before;
  /** Read just before the change; goes into the intent. */
  readBefore(ps: ReadPort, context: ObserverContext): Promise<z.output<Before>>;
  /** Why the change may not be made, when what was read before it is not what it was planned on. */
  unexpected?(context: ObserverContext, before: z.output<Before>): string | undefined;
  observe(ps: ReadPort, context: ObserverContext, before: z.output<Before>): Promise<Seen>;
}

export function defineObserver<B extends z.ZodType>(observer: Observer<B>): Observer<B> {
  return observer;
}

/** What prepare came to. `reading` is kept as the pair's last status. */
export type Prepared =
  | { readonly end: 'planned'; readonly plan: Plan; readonly notes: PlanNotes; readonly reading?: StatusReport }
  | {
      readonly end: 'refused';
      readonly sentence: string;
      readonly report?: PreflightReport;
      readonly reading?: StatusReport;
    };

export interface PrepareInput extends JobInput {
  readonly deployment: string;
  /** Digests that go into the plan. */
  readonly build: string;
  readonly policy: string;
  /** Throws SfbError NOT_ALLOWED when doctor has not run here with this catalogue. */
  readonly requireDoctor: () => void;
  /** Tells the thread what is being done now: shown as a step of the job. */
  readonly progress: (
    id: string,
    title: string,
    state: 'running' | 'done' | 'failed',
    sentence?: string,
  ) => Promise<void>;
}

/** A job that changes something: prepared without approval, run after it. One file per kind. */
export interface ChangeJob<Request extends z.ZodType = z.ZodType> {
  readonly kind: string;
  readonly request: Request;
  prepare(input: PrepareInput, request: z.output<Request>): Promise<Prepared>;
  /** The deciding facts now, to compare with the plan's when its gate is passed. Throws SfbError when unreadable. */
  readFacts(input: JobInput, plan: Plan): Promise<Plan['facts']>;
  /** The last report, after the last step or after a stop. */
  report(
    input: JobInput,
    plan: Plan,
    ended: { readonly stoppedAt?: string; readonly sentence?: string },
  ): Promise<Report>;
}

export function defineChangeJob<R extends z.ZodType>(job: ChangeJob<R>): ChangeJob<R> {
  return job;
}
