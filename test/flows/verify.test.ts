import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runVerify } from '../../src/jobs/verify.js';
import type { Executor } from '../../src/powershell/executor.js';
import { type TriedWorld, tryWorld } from '../lab/lab-world.js';
import { labExecutor, labPair } from '../support/lab-agent.js';

let world: TriedWorld;
let executor: Executor;

beforeAll(async () => {
  world = await tryWorld('verify');
  executor = labExecutor(world.folder);
});

afterAll(async () => {
  await executor.close();
  await world.shell.close();
});

/** Waiting moves the lab's own clock, and the one that measures the bound. */
async function verify(wait = false) {
  let waited = 0;
  const { report } = await runVerify({
    ps: executor.forPair(labPair),
    pair: labPair,
    lab: true,
    settleMinutes: 20,
    previous: undefined,
    clock: () => new Date(Date.UTC(2026, 0, 1) + waited * 60_000),
    wait,
    sleep: async (ms) => {
      waited += ms / 60_000;
      await world.clock(ms / 60_000);
    },
    renew: () => executor.renew(),
  });
  return report;
}

describe('verify on the lab', { timeout: 180_000 }, () => {
  it.each(['fresh', 'lived-in'] as const)('verifies a %s pair', async (profile) => {
    await world.renew(profile);

    const report = await verify();

    expect(report.checks.filter(({ status }) => status !== 'pass')).toEqual([]);
    expect(report).toMatchObject({ ok: true, verdict: { name: 'single(primary)' }, readings: 1 });
  });

  it('does not verify a pair while a planned move settles, and does when it has', async () => {
    await world.renew('lived-in');
    await world.well('fe2', 'Invoke-CsManagementServerFailover', { Confirm: false });

    const early = await verify();
    const settled = await verify(true);

    expect(early).toMatchObject({ ok: false, readings: 1 });
    expect(settled).toMatchObject({ ok: true, verdict: { name: 'single(backup)' } });
    expect(settled.readings).toBeGreaterThan(1);
  });

  it.each([
    { fault: 'service-stopped', says: 'CMS services (fails)' },
    { fault: 'pool-failed-over', says: 'pool state (warning)' },
    { fault: 'backup-service-error', says: 'backup service (fails)' },
    { fault: 'replicas-false', says: 'replicas (fails)' },
    { fault: 'empty-answers', says: "Can't tell who holds the CMS" },
    { fault: 'access-denied', says: 'Everything that was read names fe1.domain.local (primary)' },
  ])('does not verify with $fault', async ({ fault, says }) => {
    await world.renew('lived-in');
    await world.fault(fault);

    const report = await verify();

    expect(report.ok).toBe(false);
    expect(report.first).toContain(says);
  });

  it('calls the night of the seed by its name and does not wait for it', async () => {
    await world.renew('lived-in');
    await world.fault('split-brain-forced', { Now: true });

    expect(await verify(true)).toMatchObject({ ok: false, readings: 1, verdict: { kind: 'split-brain' } });
  });
});
