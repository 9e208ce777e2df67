import type { LoadedWorker } from '../config/load.js';
import { checkRedis, connectRedis } from '../queue/redis.js';
import { createStore } from '../queue/store.js';
import type { ConsoleStore } from './types.js';

/** Connects to the Redis of this deployment. Throws SfbError UNAVAILABLE when it is away, CONFIG when it is set wrongly. */
export async function openConsoleStore({ config, redisUrl }: LoadedWorker): Promise<ConsoleStore> {
  const redis = connectRedis(redisUrl, 'producer');
  try {
    await checkRedis(redis);
    const openSubscriber = () => connectRedis(redisUrl, 'worker');
    const store = createStore({ redis, openSubscriber, deployment: config.deployment.name });
    return { ...store, close: () => redis.disconnect() };
  } catch (error) {
    redis.disconnect();
    throw error;
  }
}
