import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { LabArguments } from '../../lab/shell.js';
import type { Observer, PrepareInput, Seen } from '../../src/jobs/change.js';
import { createChanges } from '../../src/jobs/changes.js';
import { observers } from '../../src/jobs/observe/index.js';
import { findDrift } from '../../src/jobs/plan/drift.js';
import { planHash } from '../../src/jobs/plan/hash.js';
import { recheckPlan } from '../../src/jobs/plan/recheck.js';
import type { Plan, Step } from '../../src/jobs/plan/types.js';
import { renderText } from '../../src/jobs/text.js';
import { type CmdletUseName, cmdletUses } from '../../src/powershell/cmdlets/index.js';
import type { Executor } from '../../src/powershell/executor.js';
import type { CmdletUse } from '../../src/powershell/types.js';
import { ChangeReport } from '../../src/report.js';
import { type TriedWorld, tryWorld } from '../lab/lab-world.js';
import { labExecutor, labPair } from '../support/lab-agent.js';

const start = Date.parse('2026-03-02T10:00:00Z');

describe('a failover carried out on the lab by the calls of its plan', { timeout: 120_000 }, () => {
  let lab: TriedWorld;
  let executor: Executor;
  let minutes = 0;
  const wait = async (ms: number) => {
    minutes += ms / 60_000;
    await lab.clock(ms / 60_000);
  };
  const input = (): PrepareInput => ({
    ps: executor.forPair(labPair),
    renew: () => executor.renew(),
    pair: labPair,
    lab: true,
    settleMinutes: 20,
    jump: 'jump.domain.local',
    previous: undefined,
    clock: () => new Date(start + minutes * 60_000),
    sleep: wait,
    deployment: 'domain-local',
    build: 'build',
    policy: 'policy',
    requireDoctor: () => {},
    progress: async () => {},
  });

  /** A set with the real exports of the world, as far as it has any. */
  const failover = () => {
    // Inside the world's own folder, so that it goes with it.
    const folder = mkdtempSync(join(lab.folder, 'set-'));
    const file = (name: string) => join(folder, name);
    return createChanges({
      async takeSet() {
        await lab.well('fe1', 'Export-CsLisConfiguration', { FileName: file('lis.zip') });
        const Source = 'service:ApplicationServer:fe1.domain.local';
        const rgs = await lab.on('fe1', 'Export-CsRgsConfiguration', { FileName: file('rgs.zip'), Source });
        const groups = rgs.errors.length === 0 ? { rgs: file('rgs.zip') } : {};
        return { id: '2026-03-02T100000Z', files: { 'lis.zip': 'a'.repeat(64) }, lis: file('lis.zip'), ...groups };
      },
    }).failover;
  };

  /** What the run of a job does with one step, without queue and runner. */
  const carryOut = async (step: Step, plan: Plan): Promise<Seen> => {
    const observer: Observer = observers[step.observe.name as keyof typeof observers];
    const context = { pair: labPair, from: plan.from, to: plan.to, args: step.observe.args };
    const ps = executor.forPair(labPair);
    // Its sessions are those that saw the step before to its end.
    const before = await observer.readBefore(ps, context);
    if (step.call !== undefined) {
      const { cmdlet } = cmdletUses[step.call.use as CmdletUseName];
      const asks = /^(Invoke|Set|Stop|Start)-/.test(cmdlet) ? { Confirm: false } : {};
      const server = step.call.place === 'primary' ? 'fe1' : 'fe2';
      await lab.on(server, cmdlet, { ...(step.call.params as LabArguments), ...asks });
    }
    const tries = step.kind === 'cmdlet' ? 10 : Math.ceil(step.lateMs / 60_000);
    for (let left = tries; ; left -= 1) {
      executor.renew();
      const seen = await observer.observe(ps, context, observer.before.parse(before));
      if (seen.seen === 'happened' || seen.stop === true || left <= 1) return seen;
      await wait(60_000);
    }
  };

  const run = async (plan: Plan): Promise<{ stoppedAt?: string; sentence?: string }> => {
    for (const step of plan.steps) {
      const seen = await carryOut(step, plan);
      if (seen.seen !== 'happened') return { stoppedAt: step.id, sentence: seen.sentence };
    }
    return {};
  };

  const prepared = async (profile: 'lived-in' | 'fresh') => {
    await lab.renew(profile);
    minutes = 0;
    const job = failover();
    const made = await job.prepare(input(), { acknowledge: false });
    if (made.end === 'refused') throw new Error(made.sentence);
    return { job, plan: made.plan };
  };

  /** The lived-in pair as it is when its plan is made; preparing costs more than most of what is tried after it. */
  let lived: Awaited<ReturnType<typeof prepared>>;
  let livedMinutes = 0;
  const livedWorld = () => `${lab.folder}-prepared`;
  const planned = async () => {
    rmSync(lab.folder, { recursive: true, force: true });
    cpSync(livedWorld(), lab.folder, { recursive: true });
    // No session may remember the world that was here.
    executor.renew();
    minutes = livedMinutes;
    return lived;
  };

  beforeAll(async () => {
    lab = await tryWorld('failover-plan');
    executor = labExecutor(lab.folder);
    lived = await prepared('lived-in');
    livedMinutes = minutes;
    cpSync(lab.folder, livedWorld(), { recursive: true });
  }, 120_000);
  afterAll(async () => {
    await executor.close();
    await lab.shell.close();
    for (const folder of [lab.folder, livedWorld()]) rmSync(folder, { recursive: true, force: true });
  });

  it.each(['lived-in', 'fresh'] as const)('ends verified on the %s profile, with every step seen', async (profile) => {
    const { job, plan } = await (profile === 'fresh' ? prepared(profile) : planned());

    const ended = await run(plan);

    expect(ended).toEqual({});
    const report = ChangeReport.parse(await job.report(input(), plan, ended));
    expect(report).toMatchObject({ ok: true, notDone: [], next: [], verdict: { name: 'single(backup)' } });
    expect(report.done).toHaveLength(plan.steps.length);
    expect(report.first).toMatch(/^Failover of london done: the CMS is active on fe2\.domain\.local \(backup\) alone/);
    expect(await lab.field('poolState.fe1')).toBe('FailedOver');
  });

  it('cannot be begun by a read or a safe change', async () => {
    const ps = executor.forPair(labPair);
    const changes = Object.values(cmdletUses).filter(
      ({ effect }) => effect === 'reversible' || effect === 'destructive',
    );

    for (const use of changes) {
      const params: Readonly<Record<string, string>> = { PoolFqdn: 'fe1.domain.local', Name: 'FTA', FileName: 'x' };
      const known = Object.fromEntries(Object.entries(params).filter(([name]) => name in use.params.shape));
      for (const ask of [ps.read, ps.change]) {
        await expect(ask.call(ps, use as CmdletUse, known, 'backup')).rejects.toMatchObject({ code: 'BAD_REQUEST' });
      }
    }
    expect(changes).toHaveLength(8);
  });

  it('stops at the split of the seed, and the first sentence is for the frightened', async () => {
    const { job, plan } = await planned();
    await lab.fault('split-brain-bare');

    const ended = await run(plan);

    expect(ended.stoppedAt).toBe('cms-failover');
    const report = ChangeReport.parse(await job.report(input(), plan, ended));
    expect(report.first).toMatch(
      /^Users work; do not restart services, do not edit SQL, do not run the failover again\./,
    );
    expect(report.first).toContain('2 of 13 steps are done');
    expect(report).toMatchObject({ ok: false, set: '2026-03-02T100000Z' });
    expect(report.notDone[0]).toBe('Move the CMS to fe2.domain.local, planned form');
    expect(report.next.join('\n')).toMatch(/On fe1\.domain\.local: Export-CsConfiguration -LocalStore/);
    expect(report.next.join('\n')).not.toMatch(/Invoke-CsPoolFailOver|-Force/);
    expect(await lab.field('poolState.fe1')).toBe('Active');
    const text = renderText(report, 100);
    expect(text).toMatch(/done {5}Give edgepool\.domain\.local the next hop/);
    expect(text).toMatch(/not done Move the CMS/);
  });

  it('does not end verified when the latent break shows at the restart proof', async () => {
    const { job, plan } = await planned();
    await lab.fault('latent-break');

    const ended = await run(plan);

    expect(ended.stoppedAt).toMatch(/^restart-/);
    expect(await job.report(input(), plan, ended)).toMatchObject({ ok: false });
  });

  it('sees a fact that changed after the plan, and reads one digest as long as none does', async () => {
    const { job, plan } = await planned();
    const hashes = new Set<string>();
    for (let reading = 0; reading < 8; reading += 1) {
      // Two at once, and the clock goes on: heartbeats, replica flags and module states move under them.
      const both = await Promise.all([job.readFacts(input(), plan), job.readFacts(input(), plan)]);
      for (const facts of both) hashes.add(planHash({ ...plan, facts }));
      await lab.clock(0.5);
    }
    expect([...hashes]).toEqual([planHash(plan)]);

    await lab.well('fe1', 'Set-CsEdgeServer', {
      Identity: 'EdgeServer:edgepool.domain.local',
      Registrar: 'Registrar:fe2.domain.local',
    });
    expect(await findDrift(plan.facts, () => job.readFacts(input(), plan))).toMatchObject({
      found: 'changed',
      changes: expect.arrayContaining(['next hop of edgepool.domain.local: fe1.domain.local → fe2.domain.local']),
    });
  });

  it('voids the approval for a check that fails now, and only stops for one that cannot be read', async () => {
    const { job, plan } = await planned();
    expect(await recheckPlan(job, input(), plan)).toEqual({ found: 'same' });

    await lab.fault('service-stopped');
    expect(await recheckPlan(job, input(), plan)).toMatchObject({
      found: 'changed',
      changes: ['cms-services'],
      sentence: expect.stringMatching(/^The approval is void, because a check that blocks fails now/),
    });
    await lab.heal('service-stopped');
    await lab.fault('access-denied');
    expect(await recheckPlan(job, input(), plan)).toMatchObject({ found: 'unreadable' });
    expect(await findDrift(plan.facts, () => job.readFacts(input(), plan))).toMatchObject({ found: 'unreadable' });
  });
});
