import type { Timer } from '../queue/time.js';

/** Whether work ended in so many milliseconds, well or not. It is not ended here: what runs on runs on. */
export async function endsWithin(timer: Timer, milliseconds: number, work: Promise<unknown>): Promise<boolean> {
  let cancel = () => {};
  const over = new Promise<boolean>((resolve) => {
    cancel = timer.after(milliseconds, () => resolve(false));
  });
  const ended = work.then(
    () => true,
    () => true,
  );
  return await Promise.race([ended, over]).finally(() => cancel());
}
