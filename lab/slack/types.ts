/** A person (or bot) of the workspace, as its administrator set it up. */
export interface LabUser {
  readonly id: string;
  readonly name: string;
  readonly realName: string;
  /** The home workspace; another one than the bot's makes the person external (Slack Connect). */
  readonly teamId?: string;
  readonly isBot?: boolean;
  readonly deleted?: boolean;
  /** Multi-channel guest. */
  readonly isRestricted?: boolean;
  /** Single-channel guest. */
  readonly isUltraRestricted?: boolean;
  readonly isStranger?: boolean;
}

export interface LabChannel {
  readonly id: string;
  readonly name: string;
  readonly isPrivate?: boolean;
  readonly isExtShared?: boolean;
  readonly isArchived?: boolean;
  /** A direct message between its members. */
  readonly isIm?: boolean;
  /** User ids; the bot is in the channel when its id is among them. */
  readonly members: readonly string[];
}

export interface LabUserGroup {
  readonly id: string;
  readonly handle: string;
  readonly users: readonly string[];
  /** A disabled group still exists, but lists nobody unless asked to. */
  readonly disabled?: boolean;
}

export interface LocalSlackOptions {
  readonly signingSecret: string;
  readonly botToken: string;
  readonly teamId: string;
  readonly botUserId: string;
  readonly users: readonly LabUser[];
  readonly channels: readonly LabChannel[];
  readonly userGroups?: readonly LabUserGroup[];
  /** Where the bot takes requests (its /slack/events URL). */
  readonly requestUrl?: string;
  /** Switches Socket Mode on: with this app-level token the app opens connections, and nothing goes to `requestUrl`. */
  readonly appToken?: string;
  /** Milliseconds since 1970; moves triggers, response URLs, time stamps, signatures and rate limits. */
  readonly clock?: () => number;
  readonly port?: number;
}

export type Json = Readonly<Record<string, unknown>>;

/** A block as it was stored: with the ids that Slack adds where the app gave none. */
export interface StoredBlock {
  readonly type: string;
  readonly block_id: string;
  readonly [field: string]: unknown;
}

export interface StoredFile {
  readonly id: string;
  readonly name: string;
  readonly title: string;
  /** The bytes as UTF-8 text. */
  readonly content: string;
}

export interface SeenMessage {
  readonly channel: string;
  readonly ts: string;
  readonly threadTs: string | undefined;
  /** User id; the bot's own id for what the app posted. */
  readonly author: string;
  readonly text: string;
  readonly blocks: readonly StoredBlock[];
  readonly metadata: Json | undefined;
  readonly files: readonly StoredFile[];
  readonly reactions: readonly string[];
  /** How often it was changed after it was posted. */
  readonly edits: number;
  /** Deleted, but still the head of a thread. */
  readonly deleted: boolean;
  readonly replies: readonly SeenMessage[];
}

/** Which way a private message came: the answer to a command, its response URL, the Web API, or Slack's own words. */
export type EphemeralVia = 'answer' | 'response_url' | 'chat.postEphemeral' | 'slack';

export interface SeenEphemeral {
  readonly channel: string;
  readonly userId: string;
  readonly ts: string;
  readonly threadTs: string | undefined;
  readonly text: string;
  readonly blocks: readonly StoredBlock[];
  readonly via: EphemeralVia;
}

export interface SeenView {
  readonly id: string;
  readonly userId: string;
  readonly type: 'modal' | 'home';
  readonly title: string;
  readonly submit: string;
  readonly close: string;
  readonly callbackId: string;
  readonly privateMetadata: string;
  readonly hash: string;
  readonly blocks: readonly StoredBlock[];
  /** What the app said is wrong with the values, by block id. */
  readonly errors: Readonly<Record<string, string>>;
}

export interface ApiCall {
  readonly method: string;
  readonly tokenOk: boolean;
  /** As the app meant them: JSON-encoded values decoded. */
  readonly args: Json;
  readonly at: number;
  readonly status: number;
  /** The answer's body; undefined when none was given (a dropped connection, a 5xx). */
  readonly result: Json | undefined;
  /** Whether the call did what it asked for, whatever the answer said. */
  readonly acted: boolean;
}

export type ViolationRule =
  | 'late-answer'
  | 'bad-answer'
  | 'invalid-blocks'
  | 'invalid-view'
  | 'missing-fallback-text'
  | 'too-long'
  | 'trigger-misused'
  | 'response-url-misused'
  | 'wrong-channel'
  | 'wrong-message'
  | 'rate-limited'
  | 'unknown-method'
  | 'unknown-argument'
  | 'invalid-arguments'
  | 'bad-token'
  | 'bad-upload';

/** A rule of Slack that the app broke. */
export interface Violation {
  readonly rule: ViolationRule;
  /** One sentence with the values. */
  readonly detail: string;
  readonly at: number;
}

export interface FailureSwitch {
  /** HTTP status; 429 comes with Retry-After. */
  readonly status?: number;
  /** An `ok: false` answer with this code (status 200 unless given). */
  readonly error?: string;
  /** Seconds, for 429; 1 when not given. */
  readonly retryAfter?: number;
  /** The connection is closed without an answer. */
  readonly drop?: boolean;
  /** How many calls fail; 1 when not given. */
  readonly times?: number;
  /** The call does its work before it fails. */
  readonly afterEffect?: boolean;
}

/** The exact bytes that went to the bot, to be sent again. */
export interface SentRequest {
  readonly kind: 'command' | 'action' | 'submission' | 'closed' | 'event' | 'raw';
  readonly userId: string;
  readonly channel: string;
  readonly command: string;
  readonly body: string;
  readonly headers: Readonly<Record<string, string>>;
}

export interface Sent {
  /** 0 when there was no answer in time. */
  readonly status: number;
  /** Milliseconds until the answer, or until Slack gave up. */
  readonly ms: number;
  readonly timedOut: boolean;
  readonly triggerId: string;
  readonly raw: string;
  readonly request: SentRequest;
}

/** The answer to a slash command as the person saw it; undefined when it was empty or none came. */
export interface SlashSent extends Sent {
  readonly body:
    | { readonly response_type: string; readonly text: string; readonly blocks: readonly StoredBlock[] }
    | undefined;
}

export interface ViewSent extends Sent {
  /** What became of the modal. */
  readonly outcome: 'closed' | 'errors' | 'updated' | 'pushed' | 'failed';
  readonly errors: Readonly<Record<string, string>>;
}

/** How a signed request deviates from an honest one. */
export interface Forgery {
  /** Added to the signed time; negative is the past. */
  readonly timestampSkewSeconds?: number;
  readonly secret?: string;
}

export interface SlashOptions extends Forgery {
  readonly command?: string;
  /** A trigger id that was sent before. */
  readonly triggerId?: string;
  readonly teamId?: string;
}

export type ClickTarget = {
  readonly actionId: string;
  /** Picks one of several elements with this action id, or the option of a menu. */
  readonly value?: string;
} & ({ readonly channel: string; readonly ts: string } | { readonly viewId: string });

export interface ClickOptions extends Forgery {
  readonly triggerId?: string;
  /** Whose workspace the person is said to belong to, instead of the one they do. */
  readonly teamId?: string;
}

/** Typed or chosen values by action id (or block id); a list for menus with several choices. */
export type ViewValues = Readonly<Record<string, string | readonly string[]>>;

/** What happened in sight of somebody, in order. */
export type TimelineEntry =
  | {
      readonly kind: 'command';
      readonly at: number;
      readonly userId: string;
      readonly channel: string;
      readonly text: string;
    }
  | { readonly kind: 'message'; readonly at: number; readonly channel: string; readonly ts: string }
  | { readonly kind: 'ephemeral'; readonly at: number; readonly channel: string; readonly ephemeral: SeenEphemeral }
  | {
      readonly kind: 'click';
      readonly at: number;
      readonly userId: string;
      readonly channel: string;
      readonly label: string;
      readonly ts: string | undefined;
    }
  | { readonly kind: 'view'; readonly at: number; readonly userId: string; readonly view: SeenView }
  | {
      readonly kind: 'submission';
      readonly at: number;
      readonly userId: string;
      readonly view: SeenView;
      readonly values: readonly { readonly label: string; readonly value: string }[];
      readonly errors: readonly string[];
    };

/** Everything a page or transcript needs to show what people saw. */
export interface Snapshot {
  readonly users: readonly LabUser[];
  readonly channels: readonly LabChannel[];
  readonly userGroups: readonly LabUserGroup[];
  readonly botUserId: string;
  readonly timeline: readonly TimelineEntry[];
  /** The parents of a channel, oldest first, in their present state. */
  messages(channelId: string): readonly SeenMessage[];
}
