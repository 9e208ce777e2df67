import type { Sent, Time } from './types.js';

/**
 * Milliseconds between two posts in a channel and two edits of the whole app; so many may go with only `gap` between them
 * after a rest, so that whoever decides sees it on the card at once. Edits: 20 + 60 s / 3 s are at most 40 in any minute.
 */
const PACE = { post: { every: 1000, gap: 1000, burst: 1 }, edit: { every: 3000, gap: 500, burst: 20 } } as const;

export type Kind = keyof typeof PACE;

/** Slack's pace: posts at most one a second a channel, edits at most 40 a minute for the app, 429 obeyed. */
export interface Outbox {
  /**
   * Runs `send` when its turn has come and gives back how it ended. `send` decides then what to send, so that a state that
   * changed while it waited is sent as it is now.
   */
  run(kind: Kind, channel: string, send: () => Promise<Sent>): Promise<Sent>;
}

interface Lane {
  tail: Promise<unknown>;
  notBefore: number;
  /** When all that was sent would have been sent at the steady pace. */
  paidUntil: number;
}

export function createOutbox(time: Time): Outbox {
  const lanes = new Map<string, Lane>();

  async function turn(lane: Lane, kind: Kind, send: () => Promise<Sent>): Promise<Sent> {
    const { every, gap, burst } = PACE[kind];
    const due = () => Math.max(lane.notBefore, lane.paidUntil - (burst - 1) * every);
    for (let wait = due() - time.now(); wait > 0; wait = due() - time.now()) {
      const milliseconds = wait;
      await new Promise<void>((resolve) => time.after(milliseconds, resolve));
    }
    let pause: number = gap;
    try {
      const sent = await send();
      if (sent.ended === 'limited') pause = Math.max(gap, sent.seconds * 1000);
      return sent;
    } finally {
      const now = time.now();
      lane.notBefore = now + pause;
      lane.paidUntil = Math.max(lane.paidUntil, now) + every;
    }
  }

  return {
    run(kind, channel, send) {
      const name = kind === 'edit' ? kind : `${kind} ${channel}`;
      const lane = lanes.get(name) ?? { tail: Promise.resolve(), notBefore: 0, paidUntil: 0 };
      lanes.set(name, lane);
      const mine = lane.tail.then(() => turn(lane, kind, send));
      lane.tail = mine.catch(() => undefined);
      return mine;
    },
  };
}
