import type { Actor } from '../domain.js';
import type { JobRecord } from '../queue/record.js';
import type { Block } from './blocks/kit.js';

/** Where the Slack side writes its log lines; pino fits. Never given a message body or a secret. */
export interface Log {
  info(data: object, text: string): void;
  warn(data: object, text: string): void;
  error(data: object, text: string): void;
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

export interface NewJob {
  readonly kind: string;
  readonly pair: string;
  readonly request: Record<string, unknown>;
  readonly requester: Actor;
  readonly channel: string;
  /** Slack's trigger id: the same one never makes a second job. */
  readonly trigger: string;
}

/** Writes jobs down. Everything here throws SfbError UNAVAILABLE within 2 s when Redis is away. */
export interface Intake {
  /** Durable when it resolves; `created` is false when this trigger had already made the job. */
  createJob(job: NewJob): Promise<{ id: string; created: boolean }>;
  /** How many workers say that they are listening. */
  workers(): Promise<number>;
}

/** What was already sent for one key of a job's thread. Without `ts` a post was begun and its answer never came. */
export interface Posted {
  readonly ts?: string;
  /** Digest of the content that was sent last. */
  readonly hash: string;
}

/** The durable side of the renderer. */
export interface ThreadStore {
  readJob(id: string): Promise<JobRecord | undefined>;
  /** Jobs that are open, or closed with a thread that is not complete. */
  unfinishedThreads(): Promise<readonly string[]>;
  posted(id: string): Promise<Readonly<Record<string, Posted>>>;
  savePosted(id: string, key: string, posted: Posted): Promise<void>;
  /** The job is closed and everything wanted is in the channel: it needs no look any more. */
  threadComplete(id: string): Promise<void>;
  /** Takes or renews the right to render a job, for so many milliseconds; false when another bot has it. */
  takeRenderer(id: string, owner: string, milliseconds: number): Promise<boolean>;
  releaseRenderer(id: string, owner: string): Promise<void>;
  /** Calls back with the id of each job whose record changed; the answer ends it. */
  subscribeWakes(wake: (id: string) => void): Promise<() => Promise<void>>;
}

/** One message of a job's thread. */
export interface Message {
  /** Read instead of the blocks by screen readers and notifications. */
  readonly text: string;
  readonly blocks: readonly Block[];
  /** Sent as a file instead, when the blocks would break Slack's limits. */
  readonly file?: { readonly name: string; readonly title: string; readonly content: string };
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
