import type { Fqdn, Pair, Side } from '../domain.js';
import type { ReadPort } from '../powershell/types.js';

export type Status = 'pass' | 'warn' | 'fail' | 'unknown';

/** One judgement: a sentence with the values seen, and what to do about it unless it passed. */
export interface Verdict {
  readonly status: Status;
  readonly sentence: string;
  readonly fix?: string;
  /** A warning that people took responsibility for in the config, until a day. */
  readonly accepted?: true;
}

export type Mode = 'planned' | 'disaster' | 'failback' | 'recover';
export type Severity = 'blocks' | 'warns' | 'skipped';

/** What a job did about the scenario HADR of centralized logging. */
export interface ClsTrace {
  /** us: started and ended by this job · others: it ran already and was left alone · nobody: nothing was traced. */
  readonly by: 'us' | 'others' | 'nobody';
  /** Why nothing was traced, or what is not as it was before; one clause without a full stop. */
  readonly why?: string;
  readonly fix?: string;
  /** What the scenario traces. */
  readonly components: readonly string[];
}

export interface GatherContext {
  readonly ps: ReadPort;
  readonly pair: Pair;
  /** Where a move would take the CMS; none where no move is asked about. */
  readonly to?: Side;
  /** The machine this worker runs on. */
  readonly jump?: Fqdn;
  /** What a job did about centralized logging before its logs are searched. */
  readonly trace?: ClsTrace;
  /** How far back the event log is read; without it a day. */
  readonly eventMinutes?: number;
}

/** Gathers with PowerShell, judges without it. An exception while gathering is `unknown`, never a pass. */
export interface Check<Facts = unknown> {
  readonly id: string;
  readonly title: string;
  readonly why: string;
  readonly severity: Readonly<Record<Mode, Severity>>;
  /** Only where it is asked for, because it takes minutes and a safe change. */
  readonly optIn?: true;
  /** Asks for everything before it awaits anything: reads of one turn travel as one batch. */
  gather(context: GatherContext): Promise<Facts>;
  judge(facts: Facts, pair: Pair): Verdict;
}

/** What one of several reads gave. A failed one keeps its reason, so that it does not hide the others. */
export type Reading<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly reason: string };

/** The same thing read on, or about, both servers. */
export type BySide<T> = Readonly<Record<Side, T>>;

/** One runtime answer of the CMS: the server it names (blank when none) and when that was last heard of. */
export interface Runtime {
  readonly server: string | null;
  readonly heartbeat: Date | string | null;
}

/** Who a witness names. `nobody` is an answer with a blank in it; no answer at all is `can't tell`. */
export type Says = Side | 'both' | 'nobody' | "can't tell";

/** decisive: counts for the verdict · shown: not independent of another, shown only · informational: never counts. */
export type Weight = 'decisive' | 'shown' | 'informational';

/** One row of the CMS matrix. */
export interface Testimony {
  /** `<check id>` or `<check id>/<subject>`, e.g. `scp/dc1.domain.local`; unique in a matrix. */
  readonly row: string;
  /** What was asked, in few words, e.g. `SCP on dc1`. */
  readonly label: string;
  readonly says: Says;
  /** The value seen, or why none was. */
  readonly detail: string;
}

/** Name and label of a row, known before anything is read. */
export type RowName = Pick<Testimony, 'row' | 'label'>;

/** A check that also says who holds the CMS. */
export interface Witness<Facts = unknown> extends Check<Facts> {
  readonly weight: Weight;
  /** The rows this witness has on this pair, known before anything is read (all `can't tell` if gathering throws). */
  rows(pair: Pair): readonly RowName[];
  testify(facts: Facts, pair: Pair): readonly Testimony[];
}
