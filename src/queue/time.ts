/** Later, as an argument, so that tests move it themselves. Redis alone decides what has expired. */
export interface Timer {
  /** Runs something after so many milliseconds; the answer cancels it. */
  after(milliseconds: number, run: () => void): () => void;
}

export const systemTimer: Timer = {
  after(milliseconds, run) {
    const handle = setTimeout(run, milliseconds);
    return () => clearTimeout(handle);
  },
};
