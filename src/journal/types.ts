import type { z } from 'zod';
import type { CmdletError, CmdletUse, Place } from '../powershell/types.js';

/** Who may start changes on a target: the holder of the highest epoch, written there and flushed. */
export interface Fence {
  readonly job: string;
  readonly epoch: number;
  readonly owner: string;
  /** Id of the deployment's installation; a target of another one refuses (engineering-notes 2.2.3). */
  readonly installation: string;
}

/** Written and flushed on the target before the cmdlet starts. An intent counts as started. */
export interface Intent {
  readonly job: string;
  readonly step: string;
  /** 1, and 2 after people approved a second try. */
  readonly attempt: number;
  readonly epoch: number;
  readonly owner: string;
  readonly use: string;
  readonly cmdlet: string;
  readonly parameters: Readonly<Record<string, unknown>>;
  /** The facts `observe` compares with, as read just before. */
  readonly before: unknown;
  /** ISO, UTC, the target's clock; and the process that runs it there. */
  readonly at: string;
  readonly pid: number;
}

/** Written and flushed when the cmdlet has ended, well or not. `ok` is false when it reported an error record. */
export interface Outcome {
  readonly ok: boolean;
  readonly errors: readonly CmdletError[];
  readonly warnings: readonly string[];
  readonly host: string;
  readonly at: string;
  readonly ms: number;
}

export interface StepTrace {
  readonly intent: Intent;
  readonly outcome: Outcome | undefined;
}

/** What one target knows of one job. */
export interface TargetState {
  readonly place: Place;
  readonly computer: string;
  /** Undefined on a target no job has been on. */
  readonly installation: string | undefined;
  /** The highest fence ever written here, of whatever job. */
  readonly fence: Fence | undefined;
  /** Somebody holds the runner's lock: a change runs here now. */
  readonly running: boolean;
  /** By `<step>.<attempt>`. */
  readonly steps: Readonly<Record<string, StepTrace>>;
}

export interface ChangeOrder {
  readonly job: string;
  readonly step: string;
  readonly attempt: number;
  readonly epoch: number;
  readonly owner: string;
  readonly before: unknown;
}

/** One line a detached change said. */
export interface LogLine {
  readonly at: string;
  readonly stream: 'output' | 'error' | 'warning' | 'verbose' | 'progress' | 'host' | 'runner';
  readonly text: string;
}

/**
 * Changes on targets. Nothing here ends a cmdlet. Throws SfbError: NOT_ALLOWED (the target refuses: lower epoch, equal
 * epoch of another owner, another installation, an intent is there already, the lock is held; `details.reason` names it),
 * UNAVAILABLE (the target can't be reached; nothing was begun), NO_ANSWER (nobody knows), BAD_REQUEST (not on the
 * allow-list, or not a change), BAD_OUTPUT (a journal that can't be read).
 */
export interface ChangePort {
  /** Writes the fence there and flushes it, then looks. */
  fence(place: Place, fence: Fence): Promise<TargetState>;
  look(place: Place, job: string): Promise<TargetState>;
  /**
   * Asks the runner of that target to run it: lock, fence check, intent, cmdlet, outcome, unlock. Resolves when its intent
   * is there; the cmdlet then runs on whatever happens to this process.
   */
  start<P extends z.ZodType>(use: CmdletUse<P>, params: z.input<P>, place: Place, order: ChangeOrder): Promise<Intent>;
  /** What the change has said since byte `from` of its log. */
  tail(
    place: Place,
    order: Pick<ChangeOrder, 'job' | 'step' | 'attempt'>,
    from: number,
  ): Promise<{ lines: readonly LogLine[]; next: number }>;
  /** Writes the installation id there, replacing another: `adopt`, by a named person. */
  adopt(place: Place, installation: string): Promise<TargetState>;
}
