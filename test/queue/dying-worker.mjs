// A worker that takes a job, says so and never ends it: the test kills it. Arguments: URL of Redis, deployment.
import { createDoorbell } from '../../dist/src/queue/bullmq.js';
import { connectRedis } from '../../dist/src/queue/redis.js';
import { createStore } from '../../dist/src/queue/store.js';

const [url, deployment] = process.argv.slice(2);
const redis = connectRedis(url, 'producer');
const store = createStore({ redis, openSubscriber: () => connectRedis(url, 'worker'), deployment });
const bell = createDoorbell({ redisUrl: url, deployment, onError: (error) => process.stderr.write(`${error}\n`) });

bell.listen(
  async (id) => {
    const lease = await store.takeLease(id, 'dying', 300);
    await store.moveJob(id, { from: 'asked', to: 'preparing', lease });
    process.stdout.write(`leased ${id}\n`);
    await new Promise(() => undefined);
  },
  { concurrency: 1 },
);
