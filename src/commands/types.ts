import type { z } from 'zod';
import type { Actor, Pair } from '../domain.js';
import type { StatusReport } from '../report.js';

/** What a command answers at once, to the person only: Slack mrkdwn, escaped by whoever wrote it. The job itself speaks in its thread. */
export interface Reply {
  readonly text: string;
}

/** What a job is asked to do. With an answer it is done the moment it is written, and no worker hears of it. */
export interface Asked {
  readonly kind: string;
  readonly pair: string;
  readonly request: Readonly<Record<string, string | number | boolean>>;
  /** It may end in a change: the request itself goes into the audit first. */
  readonly change?: true;
  readonly answer?: { readonly report: StatusReport; readonly sentence: string };
}

/** A job that is written down, durably. */
export interface Requested {
  readonly id: string;
  /** One more sentence the person should read: nobody is listening, or it was asked before. */
  readonly note?: string;
  /** Surely no worker will hear of it now. */
  readonly unheard?: boolean;
}

/** A job as a list shows it. */
export interface JobLine {
  readonly id: string;
  readonly kind: string;
  readonly state: string;
  readonly open: boolean;
  /** ISO, UTC. */
  readonly askedAt: string;
  readonly requester: Actor;
  readonly sentence?: string;
  /** While it waits for approval. */
  readonly gate?: { readonly have: number; readonly quorum: number; readonly expiresAt?: string };
}

/** Who stopped changes, why and since when (ISO, UTC). */
export interface Frozen {
  readonly by: Actor;
  readonly reason: string;
  readonly at: string;
}

/** What a command asks for; each person has a set of them. */
export type CommandRole = 'anyone' | 'viewer' | 'operator' | 'operator-or-approver';

/** Who asks, where, and what they may do. Built for each request by the command listener. */
export interface CommandContext {
  readonly actor: Actor;
  readonly pairs: readonly Pair[];
  /** What this person may run here; `anyone` is always among them. */
  readonly roles: ReadonlySet<CommandRole>;
  readonly commands: Commands;
  /** Seconds a status may be shown from memory before it is read again. */
  readonly statusMaxAge: number;
  /** The last reading of a pair and how many milliseconds old it is. Throws SfbError UNAVAILABLE if Redis is away. */
  lastStatus(pair: string): Promise<{ readonly report: StatusReport; readonly ageMs: number } | undefined>;
  /** A pair's open jobs and its last ones, the newest first. Throws SfbError UNAVAILABLE if Redis is away. */
  jobs(pair: string): Promise<readonly JobLine[]>;
  frozen(): Promise<Frozen | undefined>;
  /** No new change begins in this deployment until it is thawed. */
  freeze(reason: string): Promise<void>;
  /** False when nothing was frozen. */
  thaw(): Promise<boolean>;
  /**
   * A job that needs people goes on by looking, or ends; `one-more` when somebody else must end it, too. Throws SfbError
   * CONFLICT when it does not need people.
   */
  resolveJob(job: string, how: 'look' | 'end'): Promise<'looks' | 'ended' | 'one-more'>;
  /** Writes the job's record (durable) and rings. Throws SfbError UNAVAILABLE within 2 s if Redis is away. */
  requestJob(asked: Asked): Promise<Requested>;
}

/** One subcommand of /sfb. One file per command; the file name is `name`. */
export interface Command<Request extends z.ZodType = z.ZodType> {
  readonly name: string;
  /** What follows `/sfb`, e.g. `status [pair] [--fresh]`. */
  readonly usage: string;
  readonly summary: string;
  readonly role: CommandRole;
  /** Names of the positional words, in order, as keys of the request; `pair` is looked up among the configured ones. */
  readonly positionals: readonly string[];
  /** Names of the boolean flags (`--fresh` is `fresh`). */
  readonly flags: readonly string[];
  /** Key of the request that takes everything after the name as it was typed, instead of words. */
  readonly rest?: string;
  readonly request: Request;
  run(request: z.output<Request>, context: CommandContext): Promise<Reply>;
}

/** Every command by its name, in the order help shows them. */
export type Commands = Readonly<Record<string, Command>>;

export function defineCommand<R extends z.ZodType>(command: Command<R>): Command<R> {
  return command;
}
