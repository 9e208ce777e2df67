import type { Json, SeenMessage, StoredBlock, StoredFile } from './types.js';
import type { Workspace } from './workspace.js';

export interface NewMessage {
  readonly channel: string;
  readonly author: string;
  readonly text: string;
  readonly blocks?: readonly StoredBlock[];
  readonly threadTs?: string | undefined;
  readonly metadata?: Json | undefined;
  readonly files?: readonly StoredFile[];
}

/** A message without its replies, which are looked up when it is shown. */
export type Stored = Omit<SeenMessage, 'replies'>;

/** The messages of all channels, oldest first. */
export class Messages {
  readonly #workspace: Workspace;
  readonly #stored: Stored[] = [];

  constructor(workspace: Workspace) {
    this.#workspace = workspace;
  }

  add(message: NewMessage): Stored {
    const stored: Stored = {
      channel: message.channel,
      ts: this.#workspace.nextTs(),
      threadTs: message.threadTs,
      author: message.author,
      text: message.text,
      blocks: message.blocks ?? [],
      metadata: message.metadata,
      files: message.files ?? [],
      reactions: [],
      edits: 0,
      deleted: false,
    };
    this.#stored.push(stored);
    const { channel, ts } = stored;
    this.#workspace.timeline.push({ kind: 'message', at: this.#workspace.now(), channel, ts });
    this.#workspace.changed();
    return stored;
  }

  find(channel: string, ts: string): Stored | undefined {
    return this.#stored.find((message) => message.channel === channel && message.ts === ts && !message.deleted);
  }

  change(old: Stored, change: Partial<Stored>): void {
    const index = this.#stored.findIndex((message) => message.channel === old.channel && message.ts === old.ts);
    this.#stored[index] = { ...old, ...change };
    this.#workspace.changed();
  }

  /** A deleted message stays as an empty head when it has replies. */
  remove(message: Stored): void {
    this.change(message, {
      deleted: true,
      text: 'This message was deleted.',
      blocks: [],
      files: [],
      metadata: undefined,
    });
  }

  inChannel(channel: string): readonly Stored[] {
    return this.#stored.filter((message) => message.channel === channel && !message.deleted);
  }

  replies(channel: string, threadTs: string): readonly Stored[] {
    return this.inChannel(channel).filter((message) => message.threadTs === threadTs);
  }

  seen(channel: string): readonly SeenMessage[] {
    return this.#stored
      .filter((message) => message.channel === channel && message.threadTs === undefined)
      .map((message) => ({
        ...message,
        replies: this.replies(channel, message.ts).map((reply) => ({ ...reply, replies: [] })),
      }))
      .filter((message) => !message.deleted || message.replies.length > 0);
  }
}
