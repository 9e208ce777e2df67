const MINUTE = 60_000;

/** Posts in a channel: one a second, with a small burst. */
const BURST = 3;

/** Calls a minute by tier (tech-facts 2.4). */
const PER_MINUTE: Readonly<Record<string, number>> = {
  'chat.update': 50,
  'chat.delete': 50,
  'chat.postEphemeral': 100,
  'views.open': 100,
  'views.update': 100,
  'views.push': 100,
  'views.publish': 100,
  'usergroups.list': 20,
  'usergroups.users.list': 20,
  'users.info': 100,
  'conversations.info': 50,
  'conversations.members': 100,
  'conversations.history': 50,
  'conversations.replies': 50,
  'conversations.open': 50,
  'files.getUploadURLExternal': 100,
  'files.completeUploadExternal': 100,
  'team.info': 50,
  'reactions.add': 50,
};

/** Counts calls as Slack's rate limits do. */
export class Rates {
  readonly #recent = new Map<string, number[]>();
  readonly #buckets = new Map<string, { tokens: number; at: number }>();

  /** Counts a call; the seconds to wait when it is one too many. */
  take(method: string, channel: string, now: number): number | undefined {
    if (method === 'chat.postMessage') return this.#takePost(channel, now);
    const limit = PER_MINUTE[method];
    return limit === undefined ? undefined : this.#takeTiered(method, limit, now);
  }

  #takePost(channel: string, now: number): number | undefined {
    const bucket = this.#buckets.get(channel) ?? { tokens: BURST, at: now };
    const tokens = Math.min(BURST, bucket.tokens + (now - bucket.at) / 1000);
    this.#buckets.set(channel, { tokens: tokens < 1 ? tokens : tokens - 1, at: now });
    return tokens < 1 ? Math.ceil(1 - tokens) : undefined;
  }

  #takeTiered(method: string, limit: number, now: number): number | undefined {
    const recent = (this.#recent.get(method) ?? []).filter((at) => at > now - MINUTE);
    this.#recent.set(method, recent);
    const [oldest = now] = recent;
    if (recent.length >= limit) return Math.max(1, Math.ceil((oldest + MINUTE - now) / 1000));
    recent.push(now);
    return undefined;
  }
}
