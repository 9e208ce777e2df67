import { Redis } from 'ioredis';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openConsoleStore } from '../../src/cli/store.js';
import { createChangePort } from '../../src/journal/change-port.js';
import { stopCsWindowsService } from '../../src/powershell/cmdlets/stop-cs-windows-service.js';
import type { Executor } from '../../src/powershell/executor.js';
import { sfb } from '../cli/console.js';
import { type TriedWorld, tryWorld } from '../lab/lab-world.js';
import { labExecutor, labPair } from '../support/lab-agent.js';
import { startRedis, type TestRedis } from '../support/redis.js';
import { tempFolder } from '../support/temp.js';

const JOB = 'failover-abc1234567';
const folder = tempFolder('console');

let world: TriedWorld;
let executor: Executor;
let redis: TestRedis;

beforeAll(async () => {
  world = await tryWorld('console');
  await world.renew('fresh');
  executor = labExecutor(world.folder);
  redis = await startRedis();
});

afterAll(async () => {
  await executor.close();
  await world.shell.close();
  await redis.stop();
});

const console = (line: string) =>
  sfb(line, { folder, executor, openStore: openConsoleStore, env: { REDIS_URL: redis.url } });

async function adopted(): Promise<string> {
  const { out, err } = await console('adopt --by Ana --json');
  expect(err).toBe('');
  return JSON.parse(out).installation;
}

async function emptyRedis(): Promise<void> {
  const client = new Redis(redis.url);
  await client.flushall();
  client.disconnect();
}

async function stopReplica(installation: string, epoch: number): Promise<void> {
  const port = createChangePort(executor, labPair);
  await port.fence('backup', { job: JOB, epoch, owner: 'owner-a', installation });
  const order = { job: JOB, step: 'restart-replica-stop', attempt: 1, epoch, owner: 'owner-a', before: null };
  await port.start(stopCsWindowsService, { Name: 'REPLICA' }, 'backup', order);
  await expect
    .poll(async () => (await port.look('backup', JOB)).steps['restart-replica-stop.1']?.outcome, { timeout: 30_000 })
    .toMatchObject({ ok: true });
}

describe('console on the lab, with a Redis', () => {
  it('adopts fresh servers, shows a change that ran there, and adopts them again after Redis was emptied', async () => {
    const fresh = await console('journal');
    expect(fresh.out).toContain('No change job was ever on these servers.');

    const first = await adopted();
    expect((await console('adopt --by Ana')).out).toContain(`Nothing to adopt`);

    await stopReplica(first, 1);
    const ran = await console(`journal --job ${JOB}`);
    expect(ran.code).toBe(0);
    expect(ran.out).toContain("Stop-CsWindowsService -Name 'REPLICA'");
    expect(ran.out).toContain('ended without errors');
    expect(ran.out).toContain(`fence: epoch 1, owner owner-a, job ${JOB}, installation ${first}`);

    await emptyRedis();
    const second = await adopted();
    expect(second).not.toBe(first);
    const port = createChangePort(executor, labPair);
    const old = port.fence('backup', { job: JOB, epoch: 2, owner: 'owner-a', installation: first });
    await expect(old).rejects.toMatchObject({ details: { reason: 'other-installation' } });
    expect(await port.look('backup', JOB)).toMatchObject({ installation: second, fence: { epoch: 1 } });
    expect((await console('audit --verify')).out).toContain('The audit of console holds: 4 lines');
  });

  it('says that Redis is away, and adopts nothing', async () => {
    const { code, err } = await sfb('adopt --by Ana', { executor, openStore: openConsoleStore });

    expect(code).toBe(2);
    expect(err).toMatch(/^Redis .+\n$/);
  });
});
