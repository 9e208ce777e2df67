import type { Redis } from 'ioredis';
import { z } from 'zod';
import type { Keys } from './keys.js';
import { unavailable, within } from './link.js';

/** A job's record changed, or the connection was away and changes may have been missed. */
export type Wake =
  | { readonly kind: 'job'; readonly job: string; readonly revision: number }
  | { readonly kind: 'resync' };

/** The answer ends it. A wake is a hint: losing or repeating one must not matter. */
export type SubscribeWakes = (callback: (wake: Wake) => void) => Promise<() => Promise<void>>;

const Announced = z.strictObject({ job: z.string(), revision: z.int() });

/** How long the first subscription may take, in milliseconds. */
const PATIENCE = 1800;

/** @param open makes a connection of its own, which waits for Redis and reconnects by itself */
export function createWakes(open: () => Redis, keys: Keys): SubscribeWakes {
  return async (callback) => {
    const redis = open();
    let subscribed = false;
    const subscribe = async () => {
      await redis.subscribe(keys.wake);
      if (subscribed) callback({ kind: 'resync' });
      subscribed = true;
    };
    redis.on('message', (_channel: string, text: string) => {
      const announced = Announced.safeParse(json(text));
      if (announced.success) callback({ kind: 'job', ...announced.data });
    });
    const first = new Promise<void>((resolve) => {
      // A subscription that fails is one the next connection makes again.
      redis.on('ready', () => void subscribe().then(resolve, () => undefined));
    });
    try {
      await within(PATIENCE, first);
    } catch (cause) {
      redis.disconnect();
      throw unavailable(cause, 'nobody would hear of changed jobs');
    }
    return async () => redis.disconnect();
  };
}

function json(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
