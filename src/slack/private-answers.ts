/** How long Slack lets us answer a command privately, in milliseconds (its response_url lives 30 minutes). */
const LIFETIME = 29 * 60_000;

/** Ways back to the people who asked for jobs, for what a thread can't tell: that there can be no thread. */
export interface PrivateAnswers {
  remember(job: string, tell: (text: string) => Promise<void>): void;
  /** Tells the person who asked for a job, at most once a job; false when there is no way or it was used. */
  tellOnce(job: string, text: string): Promise<boolean>;
}

export function createPrivateAnswers(now: () => number): PrivateAnswers {
  const ways = new Map<string, { readonly tell: (text: string) => Promise<void>; readonly until: number }>();
  return {
    remember(job, tell) {
      for (const [known, way] of ways) if (way.until <= now()) ways.delete(known);
      ways.set(job, { tell, until: now() + LIFETIME });
    },

    async tellOnce(job, text) {
      const way = ways.get(job);
      ways.delete(job);
      if (way === undefined || way.until <= now()) return false;
      await way.tell(text);
      return true;
    },
  };
}
