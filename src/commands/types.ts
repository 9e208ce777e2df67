import type { z } from 'zod';
import type { Actor, Pair } from '../domain.js';

/** What a command answers at once, to the person only. The job itself speaks in its thread. */
export interface Reply {
  readonly text: string;
}

/** What a command may do: ask for a job, and see what is configured. Built by bot.ts. */
export interface CommandPorts {
  readonly pairs: readonly Pair[];
  /** Writes the job's record (durable) and rings; returns its id. Throws SfbError UNAVAILABLE within 2 s if Redis is away. */
  requestJob(kind: string, pair: string, request: Record<string, unknown>): Promise<{ id: string; note?: string }>;
}

export interface CommandContext extends CommandPorts {
  readonly actor: Actor;
  readonly channel: string;
}

export type CommandRole = 'anyone' | 'viewer' | 'operator';

/** One subcommand of /sfb. One file per command; the file name is `name`. */
export interface Command<Request extends z.ZodType = z.ZodType> {
  readonly name: string;
  readonly usage: string;
  readonly summary: string;
  readonly role: CommandRole;
  /** Names of the positional words, in order, as keys of the request. */
  readonly positionals: readonly string[];
  /** Names of the boolean flags (`--fresh` is `fresh`). */
  readonly flags: readonly string[];
  readonly request: Request;
  run(request: z.output<Request>, context: CommandContext): Promise<Reply>;
}

export function defineCommand<R extends z.ZodType>(command: Command<R>): Command<R> {
  return command;
}
