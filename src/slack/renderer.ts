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

type Deps = RenderDeps & { readonly time: Time };

/** Keeps every unfinished thread equal to its record: on each wake, and by a scan that needs no wake. */
export function createRenderer(deps: Deps): Renderer {
  const { store, time, log } = deps;
  const passes = createPasses(deps);
  let scanning = true;
  let cancelScan = () => {};
  let unsubscribe = async () => {};

  async function scan(): Promise<void> {
    try {
      const ids = await store.unfinishedThreads();
      passes.forgetAllBut(ids);
      for (const id of ids) passes.wake(id);
    } catch (error) {
      log.warn({ error: errorText(error) }, 'unfinished threads could not be listed; tried again');
    }
    if (scanning) cancelScan = time.after(RESYNC, () => void scan());
  }

  return {
    async start() {
      unsubscribe = await store.subscribeWakes(passes.wake);
      await scan();
    },

    async stop() {
      scanning = false;
      cancelScan();
      await passes.finish();
      await unsubscribe();
    },
  };
}

interface Passes {
  /** Looks at a job's thread now; once more afterwards when that is under way already. */
  wake(id: string): void;
  forgetAllBut(ids: readonly string[]): void;
  /** Begins nothing more, and waits for what is under way, for at most 5 s. */
  finish(): Promise<void>;
}

/** One pass at a time for each job, and none while the job rests after a failure. */
function createPasses(deps: Deps): Passes {
  const { time, log } = deps;
  const renderJob = createRenderJob(deps);
  const running = new Map<string, Promise<void>>();
  const again = new Set<string>();
  const restUntil = new Map<string, number>();
  let state: 'open' | 'finishing' | 'over' = 'open';

  async function pass(id: string): Promise<void> {
    try {
      const result = await renderJob(id, () => state === 'over');
      if (result.ended === 'rest') restUntil.set(id, time.now() + result.milliseconds);
      else restUntil.delete(id);
    } catch (error) {
      log.warn({ job: id, error: errorText(error) }, 'a thread could not be rendered; it is tried again');
      restUntil.set(id, time.now() + RESYNC);
    }
    running.delete(id);
    if (again.delete(id)) wake(id);
  }

  function wake(id: string): void {
    if (state !== 'open' || (restUntil.get(id) ?? 0) > time.now()) return;
    if (running.has(id)) again.add(id);
    else running.set(id, pass(id));
  }

  return {
    wake,

    forgetAllBut(ids) {
      for (const id of restUntil.keys()) if (!ids.includes(id)) restUntil.delete(id);
    },

    async finish() {
      state = 'finishing';
      let cancel = () => {};
      const limit = new Promise<void>((resolve) => {
        cancel = time.after(FLUSH, resolve);
      });
      await Promise.race([Promise.all(running.values()), limit]);
      cancel();
      state = 'over';
    },
  };
}
