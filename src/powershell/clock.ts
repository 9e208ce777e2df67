/** Time at a site: waiting and what it measures go by one clock, so that a bound ends in the lab as on a real site. */
export interface SiteClock {
  now(): Date;
  /** Resolves when so many milliseconds of this clock have gone by. */
  wait(ms: number): Promise<void>;
}

export type Sleep = (ms: number) => Promise<void>;

export interface LabClockOptions {
  /** Moves the clock of the lab's world by so many milliseconds. */
  readonly move: (ms: number) => Promise<void>;
  readonly sleep: Sleep;
  /** Virtual seconds for each real one, for people who watch; without it nothing sleeps. */
  readonly pace?: number | undefined;
  readonly real?: () => Date;
}

export interface ClockOptions extends LabClockOptions {
  readonly lab: boolean;
}

/** The clock of a site: the lab's own, or real time. */
export function createClock({ lab, ...options }: ClockOptions): SiteClock {
  return lab ? createLabClock(options) : createSiteClock(options.sleep, options.real);
}

/** Real time, for a real site. */
export function createSiteClock(sleep: Sleep, real: () => Date = () => new Date()): SiteClock {
  return { now: real, wait: sleep };
}

/**
 * The lab's time: waiting moves the world's virtual clock, and `now` is real time plus everything waited. Throws what
 * `move` throws; a wait that did not move the world does not count.
 */
export function createLabClock({ move, sleep, pace, real = () => new Date() }: LabClockOptions): SiteClock {
  let waited = 0;
  return {
    now: () => new Date(real().getTime() + waited),
    wait: async (ms) => {
      if (pace !== undefined) await sleep(ms / pace);
      await move(ms);
      waited += ms;
    },
  };
}
