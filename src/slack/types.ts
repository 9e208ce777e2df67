import type { Asked, CommandContext } from '../commands/types.js';
import type { Actor } from '../domain.js';
import type { Resolution, Resolved } from '../queue/resolve.js';
import type { Block } from './blocks/kit.js';

/** Where the Slack side writes its log lines; pino fits. Never given a message body or a secret. */
export interface Log {
  info(data: object, text: string): void;
  warn(data: object, text: string): void;
  error(data: object, text: string): void;
}

/** The bot's own chain of what was asked and decided. What cannot be written there is not done. */
export interface Audit {
  /** Durable when it resolves; gives the new head of the chain. */
  append(kind: string, body: Readonly<Record<string, unknown>>): Promise<string>;
}

/** Time as an argument, so that tests move it themselves. */
export interface Time {
  /** Milliseconds since 1970. */
  now(): number;
  /** Runs something later; the answer cancels it. */
  after(milliseconds: number, run: () => void): () => void;
}

/** The workspace this bot serves, as Slack itself names it for the bot's token. */
export interface Home {
  readonly teamId: string;
  readonly enterpriseId?: string;
  readonly botUserId: string;
}

export interface NewJob extends Asked {
  readonly requester: Actor;
  readonly channel: string;
  /** Slack's trigger id: the same one never makes a second job. */
  readonly trigger: string;
}

/** Where commands leave jobs. Everything here throws SfbError UNAVAILABLE within 2 s when Redis is away. */
export interface Intake {
  /** Durable when it resolves; `replayed` when this trigger had already made the job. */
  createJob(job: NewJob): Promise<{ id: string; replayed: boolean }>;
  /** Tells the workers. A failure costs time only: whoever sweeps rings again. */
  ring(id: string): Promise<void>;
  /** How many workers say that they are listening. */
  workers(): Promise<number>;
  lastStatus: CommandContext['lastStatus'];
  jobsOf: CommandContext['jobs'];
  frozen: CommandContext['frozen'];
  freeze(by: Actor, reason: string): Promise<void>;
  thaw: CommandContext['thaw'];
  /** Has a change taken back before its point of no return. Throws SfbError CONFLICT when it is past it. */
  cancelJob(by: Actor, job: string, reason: string): Promise<'cancelling'>;
  resolveJob(by: Actor, job: string, how: 'look' | 'end', why: Pick<Resolution, 'reason' | 'saw'>): Promise<Resolved>;
}

/** One message of a job's thread. */
export interface Message {
  /** Read instead of the blocks by screen readers and notifications. */
  readonly text: string;
  readonly blocks: readonly Block[];
  /** Sent as a file instead, when the blocks would break Slack's limits. */
  readonly file?: { readonly name: string; readonly title: string; readonly content: string };
  /** A reply that is also shown in the channel itself. */
  readonly broadcast?: true;
}

/** How a call to Slack ended: limited = not done, wait · refused = not done, Slack said why · unanswered = nobody knows. */
export type Sent =
  | { readonly ended: 'done'; readonly ts: string }
  | { readonly ended: 'limited'; readonly seconds: number }
  | { readonly ended: 'refused'; readonly code: string }
  | { readonly ended: 'unanswered'; readonly why: string };

/** Which message of which job it is; kept in Slack as metadata, so that a lost post can be found again. */
export interface Mark {
  readonly job: string;
  readonly key: string;
}

/** The few calls the renderer makes. None of them repeats itself: a repeated post is a doubled post. */
export interface ThreadApi {
  post(channel: string, thread: string | undefined, message: Message, mark: Mark): Promise<Sent>;
  edit(channel: string, ts: string, message: Message, mark: Mark): Promise<Sent>;
  /** Looks for an earlier post of this mark; done with an empty ts means that there is none. `since` is ISO, UTC. */
  find(channel: string, thread: string | undefined, mark: Mark, since: string): Promise<Sent>;
}
