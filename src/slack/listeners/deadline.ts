import type { Time } from '../types.js';

/** Slack waits 3 s for an answer; what is not done by then is answered for. */
export const ANSWER_WITHIN = 2500;

/** What a request was busy with, so that a late answer can say what is known. */
export class Attempt {
  /** Completes the sentence "no answer in time while …". */
  stage = 'reading it';
  /** A write was begun: it may still happen, even after the answer. */
  writing = false;
  /** The job that is safely written. */
  recorded: string | undefined;
  /** The person has been told that it was not done: no write may begin any more. */
  over = false;
}

/** The work's answer, or undefined when it isn't there in time; the work itself goes on. */
export async function within<T>(time: Time, milliseconds: number, work: Promise<T>): Promise<T | undefined> {
  let cancel = () => {};
  const late = new Promise<undefined>((resolve) => {
    cancel = time.after(milliseconds, () => resolve(undefined));
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    cancel();
  }
}
