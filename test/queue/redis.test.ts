import { afterEach, describe, expect, it } from 'vitest';
import type { SfbError } from '../../src/errors.js';
import { checkRedis, connectRedis, watchRedis } from '../../src/queue/redis.js';
import { freePort, startRedis, type TestRedis, type TestRedisOptions } from '../support/redis.js';
import { handTimer } from './harness.js';

const ends: (() => unknown)[] = [];

afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end();
});

async function server(options?: TestRedisOptions): Promise<TestRedis> {
  const started = await startRedis(options);
  ends.push(() => started.stop());
  return started;
}

function connect(url: string) {
  const redis = connectRedis(url, 'producer');
  ends.push(() => redis.disconnect());
  return redis;
}

describe('queue/redis: settings', () => {
  it('accepts a Redis that keeps every write', async () => {
    const { url } = await server();

    await expect(checkRedis(connect(url))).resolves.toBeUndefined();
  });

  it.each([
    { options: { aof: 'no' as const }, found: 'appendonly "no"', expected: '"yes"', how: 'CONFIG SET appendonly yes' },
    {
      options: { aof: 'everysec' as const },
      found: 'appendfsync "everysec"',
      expected: '"always"',
      how: 'CONFIG SET appendfsync always',
    },
    {
      options: { policy: 'allkeys-lru' },
      found: 'maxmemory-policy "allkeys-lru"',
      expected: '"noeviction"',
      how: 'CONFIG SET maxmemory-policy noeviction',
    },
  ])('refuses $found', async ({ options, found, expected, how }) => {
    const { url, port } = await server(options);

    const refused = checkRedis(connect(url));

    await expect(refused).rejects.toMatchObject({ code: 'CONFIG' });
    await expect(refused).rejects.toThrow(`Redis at 127.0.0.1:${port} has ${found} and must have ${expected}`);
    await expect(refused).rejects.toThrow(how);
  });

  it('says everything that is wrong at once', async () => {
    const { url } = await server({ aof: 'no', policy: 'volatile-ttl' });

    const error: SfbError = await checkRedis(connect(url)).catch((cause) => cause);

    expect(error.message.split('\n').map((line) => line.match(/has (\S+)/)?.[1])).toEqual([
      'appendonly',
      'appendfsync',
      'maxmemory-policy',
    ]);
  });

  it('says when it may not ask, by name and without the password', async () => {
    const { url, port } = await server();
    const admin = connect(url);
    await checkRedis(admin);
    await admin.call('ACL', 'SETUSER', 'bot', 'on', '>opensesame', '~*', '&*', '+@all', '-config');

    const refused = checkRedis(connect(`redis://bot:opensesame@127.0.0.1:${port}`));

    await expect(refused).rejects.toMatchObject({ code: 'CONFIG' });
    await expect(refused).rejects.toThrow(
      /does not let the user bot run CONFIG GET appendonly .*ACL SETUSER bot \+config/,
    );
    await expect(refused).rejects.toThrow(/^(?!.*opensesame)/);
  });

  it('says when nobody answers', async () => {
    const redis = connect(`redis://127.0.0.1:${await freePort()}`);

    const refused = checkRedis(redis, 300);

    await expect(refused).rejects.toMatchObject({ code: 'UNAVAILABLE' });
    await expect(refused).rejects.toThrow('ECONNREFUSED');
  });

  it('waits for a Redis that is just starting', async () => {
    const started = await server();
    await started.kill();
    const checked = checkRedis(connect(started.url));
    await started.restart();

    await expect(checked).resolves.toBeUndefined();
  });
});

describe('queue/redis: watching', () => {
  it('reports a setting that is changed later, once, and that it is well again', async () => {
    const { url } = await server();
    const redis = connect(url);
    const timer = handTimer();
    const reports: (string | undefined)[] = [];
    await checkRedis(redis);
    const stop = watchRedis(redis, { timer, report: (fault) => reports.push(fault?.message) });
    expect(timer.waiting()).toEqual([60_000]);
    const minute = async () => {
      timer.fire();
      await expect.poll(() => timer.waiting()).toEqual([60_000]);
    };

    await minute();
    expect(reports).toEqual([]);
    await redis.config('SET', 'appendfsync', 'everysec');
    await minute();
    await minute();
    expect(reports).toEqual([expect.stringContaining('appendfsync "everysec"')]);
    await redis.config('SET', 'appendfsync', 'always');
    await minute();
    expect(reports).toEqual([expect.any(String), undefined]);

    stop();
    expect(timer.waiting()).toEqual([]);
  });

  it('looks at once when Redis comes back, since a restart forgets what CONFIG SET said', async () => {
    const started = await server({ aof: 'everysec' });
    const redis = connect(started.url);
    const timer = handTimer();
    const reports: (string | undefined)[] = [];
    await expect.poll(() => redis.status).toBe('ready');
    await redis.config('SET', 'appendfsync', 'always');
    await checkRedis(redis);
    const stop = watchRedis(redis, { timer, report: (fault) => reports.push(fault?.message) });

    await started.kill();
    await started.restart();

    await expect.poll(() => reports, { timeout: 5000 }).toEqual([expect.stringContaining('appendfsync "everysec"')]);
    stop();
  });

  it('does not take a Redis that is away for one with wrong settings', async () => {
    const started = await server();
    const redis = connect(started.url);
    const timer = handTimer();
    const reports: (string | undefined)[] = [];
    await checkRedis(redis);
    const stop = watchRedis(redis, { timer, report: (fault) => reports.push(fault?.message) });
    await started.kill();

    timer.fire();
    await expect.poll(() => timer.waiting(), { timeout: 5000 }).toEqual([60_000]);

    expect(reports).toEqual([]);
    stop();
  });
});
