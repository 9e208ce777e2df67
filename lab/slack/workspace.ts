import { Messages } from './messages.js';
import { Sockets } from './sockets.js';
import type {
  ApiCall,
  LabChannel,
  LabUser,
  LabUserGroup,
  LocalSlackOptions,
  SeenEphemeral,
  StoredFile,
  TimelineEntry,
  Violation,
  ViolationRule,
} from './types.js';
import { Views } from './views.js';

/** A trigger lives 3 s, a response URL 30 minutes and 5 uses (tech-facts 2.2, 2.3). */
const TRIGGER_LIFE = 3000;
const RESPONSE_URL_LIFE = 30 * 60_000;
const RESPONSE_URL_USES = 5;

interface Trigger {
  readonly userId: string;
  readonly made: number;
  /** The modal it was pressed in, for pushing on top of it. */
  readonly viewId: string | undefined;
  used: boolean;
}

/** What a response URL answers to. */
export interface ResponseUrl {
  readonly userId: string;
  readonly channel: string;
  /** The message that was clicked, when one was. */
  readonly origin: { readonly ts: string; readonly ephemeral: boolean } | undefined;
  readonly made: number;
  uses: number;
}

/** A file that was asked for, and its bytes once they came. */
export interface Upload extends StoredFile {
  readonly length: number;
  readonly received: boolean;
  readonly shared: boolean;
}

/** The state of the workspace. Every change of it wakes whoever waits. */
export class Workspace {
  readonly users = new Map<string, LabUser>();
  readonly channels = new Map<string, LabChannel>();
  readonly groups = new Map<string, LabUserGroup>();
  readonly uploads = new Map<string, Upload>();
  readonly messages: Messages;
  readonly views: Views;
  readonly sockets: Sockets;
  readonly calls: ApiCall[] = [];
  readonly violations: Violation[] = [];
  readonly ephemerals: SeenEphemeral[] = [];
  readonly timeline: TimelineEntry[] = [];
  readonly options: LocalSlackOptions;
  requestUrl: string;
  /** `http://127.0.0.1:port`, known once it listens. */
  origin = '';

  readonly #triggers = new Map<string, Trigger>();
  readonly #responseUrls = new Map<string, ResponseUrl>();
  readonly #waiting = new Set<() => void>();
  #lastTs = 0;
  #lastId = 0;

  constructor(options: LocalSlackOptions) {
    this.options = options;
    this.requestUrl = options.requestUrl ?? '';
    const bot: LabUser = { id: options.botUserId, name: 'sfb', realName: 'sfb', isBot: true };
    for (const user of [bot, ...options.users]) this.users.set(user.id, user);
    for (const channel of options.channels) this.channels.set(channel.id, channel);
    for (const group of options.userGroups ?? []) this.groups.set(group.id, group);
    this.messages = new Messages(this);
    this.views = new Views(this);
    this.sockets = new Sockets(this);
  }

  now(): number {
    return this.options.clock?.() ?? Date.now();
  }

  /** A message time stamp, never the same twice and always later than the one before. */
  nextTs(): string {
    this.#lastTs = Math.max(Math.floor(this.now() * 1000), this.#lastTs + 1);
    const digits = String(this.#lastTs).padStart(16, '0');
    return `${digits.slice(0, -6)}.${digits.slice(-6)}`;
  }

  nextId(prefix: string): string {
    this.#lastId += 1;
    return `${prefix}${this.#lastId.toString(36).toUpperCase().padStart(8, '0')}`;
  }

  isBotIn(channel: LabChannel): boolean {
    return channel.members.includes(this.options.botUserId);
  }

  /** The direct message between the bot and a person, opened on first use. */
  directMessage(userId: string): LabChannel {
    const members = [userId, this.options.botUserId];
    const known = [...this.channels.values()].find((c) => c.isIm === true && c.members.includes(userId));
    if (known !== undefined) return known;
    const channel: LabChannel = { id: this.nextId('D'), name: userId, isPrivate: true, isIm: true, members };
    this.channels.set(channel.id, channel);
    return channel;
  }

  newTrigger(userId: string, viewId?: string): string {
    const id = `${this.nextId('1')}.${this.options.teamId}`;
    this.#triggers.set(id, { userId, viewId, made: this.now(), used: false });
    return id;
  }

  /** Uses a trigger up; a string is Slack's error code. */
  takeTrigger(id: string): Trigger | string {
    const trigger = this.#triggers.get(id);
    const wrong = this.#triggerFault(trigger);
    if (trigger === undefined || wrong !== undefined) {
      this.violate('trigger-misused', `trigger_id ${id} was used when it is ${wrong ?? 'invalid_trigger_id'}`);
      return wrong ?? 'invalid_trigger_id';
    }
    trigger.used = true;
    return trigger;
  }

  #triggerFault(trigger: Trigger | undefined): string | undefined {
    if (trigger === undefined) return 'invalid_trigger_id';
    if (trigger.used) return 'exchanged_trigger_id';
    return this.now() - trigger.made > TRIGGER_LIFE ? 'expired_trigger_id' : undefined;
  }

  newResponseUrl(userId: string, channel: string, origin?: ResponseUrl['origin']): string {
    const id = this.nextId('R');
    this.#responseUrls.set(id, { userId, channel, origin, made: this.now(), uses: 0 });
    return `${this.origin}/response/${id}`;
  }

  /** Counts a use of a response URL; a string is Slack's error code. */
  takeResponseUrl(id: string): ResponseUrl | string {
    const url = this.#responseUrls.get(id);
    if (url === undefined) return 'invalid_url';
    url.uses += 1;
    const expired = this.now() - url.made > RESPONSE_URL_LIFE;
    if (!expired && url.uses <= RESPONSE_URL_USES) return url;
    const why = expired ? 'is older than 30 minutes' : `was used ${url.uses} times, more than ${RESPONSE_URL_USES}`;
    this.violate('response-url-misused', `response_url ${id} ${why}`);
    return expired ? 'expired_url' : 'used_url';
  }

  addEphemeral(ephemeral: Omit<SeenEphemeral, 'ts'>): SeenEphemeral {
    const seen = { ...ephemeral, ts: this.nextTs() };
    this.ephemerals.push(seen);
    this.timeline.push({ kind: 'ephemeral', at: this.now(), channel: seen.channel, ephemeral: seen });
    this.changed();
    return seen;
  }

  /** Replaces a private message, or takes it away; false when it is gone. */
  editEphemeral(ts: string, change: Pick<SeenEphemeral, 'text' | 'blocks'> | undefined): boolean {
    const index = this.ephemerals.findIndex((ephemeral) => ephemeral.ts === ts);
    const old = this.ephemerals[index];
    if (old === undefined) return false;
    const place = this.timeline.findIndex((entry) => entry.kind === 'ephemeral' && entry.ephemeral.ts === ts);
    if (change === undefined) {
      this.ephemerals.splice(index, 1);
      this.timeline.splice(place, 1);
    } else {
      const seen = { ...old, ...change };
      this.ephemerals[index] = seen;
      this.timeline[place] = { kind: 'ephemeral', at: this.now(), channel: seen.channel, ephemeral: seen };
    }
    this.changed();
    return true;
  }

  violate(rule: ViolationRule, detail: string): void {
    this.violations.push({ rule, detail, at: this.now() });
    this.changed();
  }

  changed(): void {
    for (const look of [...this.#waiting]) look();
  }

  /** Calls `look` after every change until the returned function is called. */
  onChange(look: () => void): () => void {
    this.#waiting.add(look);
    return () => this.#waiting.delete(look);
  }
}
