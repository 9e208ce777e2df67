import type { Timer } from './time.js';

/** The same work again and again. */
export interface Rounds {
  start(): void;
  /** Resolves when no round is under way. */
  stop(): Promise<void>;
}

export interface RoundsOptions {
  readonly timer: Timer;
  /** Milliseconds between the end of a round and the next one. */
  readonly everyMs: number;
  /** The first one at once, or only after `everyMs`. */
  readonly first: 'now' | 'later';
  /** One round; must not throw. A long one may ask whether it is to end. */
  readonly round: (stopped: () => boolean) => Promise<void>;
}

export function createRounds({ timer, everyMs, first, round }: RoundsOptions): Rounds {
  let stopped = false;
  let cancel = () => {};
  let under = Promise.resolve();

  function now(): void {
    under = round(() => stopped).then(() => {
      if (!stopped) later();
    });
  }

  function later(): void {
    cancel = timer.after(everyMs, now);
  }

  return {
    start: first === 'now' ? now : later,

    async stop() {
      stopped = true;
      cancel();
      await under;
    },
  };
}
