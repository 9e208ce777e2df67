import type { z } from 'zod';
import type { Actor, Pair } from '../domain.js';

/** What a command answers at once, to the person only: Slack mrkdwn, escaped by whoever wrote it. The job itself speaks in its thread. */
export interface Reply {
  readonly text: string;
}

/** A job was written down, durably. `note` is one more sentence the person should read (nobody is listening, or it was asked before). */
export interface Requested {
  readonly id: string;
  readonly note?: string;
}

export type CommandRole = 'anyone' | 'viewer' | 'operator';

/** Who asks, where, and what they may do. Built for each request by the command listener. */
export interface CommandContext {
  readonly actor: Actor;
  readonly channel: string;
  readonly pairs: readonly Pair[];
  /** What this person may run here; `anyone` is always among them. */
  readonly roles: ReadonlySet<CommandRole>;
  readonly commands: Commands;
  /** Writes the job's record (durable) and rings. Throws SfbError UNAVAILABLE within 2 s if Redis is away. */
  requestJob(kind: string, pair: string, request: Record<string, unknown>): Promise<Requested>;
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
  readonly request: Request;
  run(request: z.output<Request>, context: CommandContext): Promise<Reply>;
}

/** Every command by its name, in the order help shows them. */
export type Commands = Readonly<Record<string, Command>>;

export function defineCommand<R extends z.ZodType>(command: Command<R>): Command<R> {
  return command;
}
