import { errorText } from '../errors.js';
import { createRenderJob, type RenderDeps } from './render-job.js';
import type { Time } from './types.js';

/** How often every unfinished thread is looked at again, in milliseconds: a lost wake costs no more than this. */
const RESYNC = 5000;

/** How long a stopping bot may go on sending what is wanted, in milliseconds. */
const FLUSH = 5000;

export interface Renderer {
  /** Resolves when the first scan was begun and wakes are listened to. */
  start(): Promise<void>;
  /** Sends what is still wanted, for at most 5 s, and ends. */
  stop(): Promise<void>;
}

/** Keeps every unfinished thread equal to its record: on each wake, and by a scan that needs no wake. */
export function createRenderer(deps: RenderDeps & { readonly time: Time }): Renderer {
  const { store, time, log } = deps;
  const renderJob = createRenderJob(deps);
  const running = new Map<string, Promise<void>>();
  const again = new Set<string>();
  const restUntil = new Map<string, number>();
  let state: 'running' | 'flushing' | 'stopped' = 'running';
  let cancelScan = () => {};
  let unsubscribe = async () => {};

  async function pass(id: string): Promise<void> {
    try {
      const result = await renderJob(id, () => state === 'stopped');
      if (result.ended === 'rest') restUntil.set(id, time.now() + result.milliseconds);
      else restUntil.delete(id);
    } catch (error) {
      log.warn({ job: id, error: errorText(error) }, 'a thread could not be rendered; it is tried again');
      restUntil.set(id, time.now() + RESYNC);
    }
  }

  /** One pass at a time for each job; a wake during a pass has it looked at once more. */
  function wake(id: string): void {
    if (state !== 'running' || (restUntil.get(id) ?? 0) > time.now()) return;
    if (running.has(id)) {
      again.add(id);
      return;
    }
    const work = pass(id).then(() => {
      running.delete(id);
      if (again.delete(id)) wake(id);
    });
    running.set(id, work);
  }

  async function scan(): Promise<void> {
    try {
      const ids = await store.unfinishedThreads();
      for (const id of restUntil.keys()) if (!ids.includes(id)) restUntil.delete(id);
      for (const id of ids) wake(id);
    } catch (error) {
      log.warn({ error: errorText(error) }, 'unfinished threads could not be listed; tried again');
    }
    if (state === 'running') cancelScan = time.after(RESYNC, () => void scan());
  }

  return {
    async start() {
      unsubscribe = await store.subscribeWakes(wake);
      await scan();
    },

    async stop() {
      cancelScan();
      state = 'flushing';
      let cancelLimit = () => {};
      const limit = new Promise<void>((resolve) => {
        cancelLimit = time.after(FLUSH, resolve);
      });
      await Promise.race([Promise.all(running.values()), limit]);
      cancelLimit();
      state = 'stopped';
      await unsubscribe();
    },
  };
}
