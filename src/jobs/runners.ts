import type { Pair } from '../domain.js';
import type { SafeChangePort } from '../powershell/types.js';
import type { Report, StatusReport } from '../report.js';
import { runBackup, runBackups } from './backup/job.js';
import { PreflightRequest, runPreflight } from './preflight.js';
import { runStatus } from './status.js';
import type { Tell } from './telling.js';
import { type Clock, type StatusInput, VerifyRequest } from './types.js';
import { runVerify } from './verify.js';

/** What a job needs beside its request; the worker and the CLI build it. */
export interface JobInput {
  /** The job's id, where it has a record. */
  readonly job?: string;
  readonly ps: SafeChangePort;
  /** For what takes long; the safe changes of `ps` are told anyway. */
  readonly tell?: Tell;
  /** Drops every session, which would keep the CMS connection it first had. */
  readonly renew: () => void;
  readonly pair: Pair;
  readonly lab: boolean;
  readonly settleMinutes: number;
  /** The machine this runs on. */
  readonly jump: string;
  /** The last status of this pair, where one is kept. */
  readonly previous: StatusReport | undefined;
  /** The last move of this pair's CMS by a job of ours. */
  readonly lastMove?: StatusInput['lastMove'];
  readonly clock: Clock;
  readonly sleep: (ms: number) => Promise<void>;
}

/** A job's report, and the matrix it read on the way as a status, for whoever keeps the last one. */
export interface JobOutcome {
  readonly report: Report;
  readonly reading?: StatusReport;
}

/** Runs one job. Throws SfbError only where the request does not fit: what a server did not answer is in the report. */
export type Runner = (input: JobInput, request: unknown) => Promise<JobOutcome>;

/** Every job that needs no approval, by its kind: one line each. */
export const runners = {
  status: async (input) => {
    const report = await runStatus(input);
    return { report, reading: report };
  },
  verify: (input, request) => runVerify({ ...input, ...VerifyRequest.parse(request) }),
  preflight: (input, request) => runPreflight({ ...input, patient: true, ...PreflightRequest.parse(request) }),
  backup: (input) => runBackup(input),
  backups: (input) => runBackups(input),
} satisfies Record<string, Runner>;

export type JobKind = keyof typeof runners;
