import type { Sent, Time } from './types.js';

/** Milliseconds between two posts in a channel, and between two edits of the whole app (at most 40 a minute). */
const GAP = { post: 1000, edit: 1500 } as const;

export type Kind = keyof typeof GAP;

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
}

export function createOutbox(time: Time): Outbox {
  const lanes = new Map<string, Lane>();

  async function turn(lane: Lane, gap: number, send: () => Promise<Sent>): Promise<Sent> {
    for (let wait = lane.notBefore - time.now(); wait > 0; wait = lane.notBefore - time.now()) {
      const milliseconds = wait;
      await new Promise<void>((resolve) => time.after(milliseconds, resolve));
    }
    try {
      const sent = await send();
      lane.notBefore = time.now() + (sent.ended === 'limited' ? Math.max(gap, sent.seconds * 1000) : gap);
      return sent;
    } catch (error) {
      lane.notBefore = time.now() + gap;
      throw error;
    }
  }

  return {
    run(kind, channel, send) {
      const name = kind === 'edit' ? kind : `${kind} ${channel}`;
      const lane = lanes.get(name) ?? { tail: Promise.resolve(), notBefore: 0 };
      lanes.set(name, lane);
      const mine = lane.tail.then(() => turn(lane, GAP[kind], send));
      lane.tail = mine.catch(() => undefined);
      return mine;
    },
  };
}
