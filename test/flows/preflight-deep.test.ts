import { appendFileSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { checks } from '../../src/checks/index.js';
import { runCheck } from '../../src/checks/run.js';
import { runPreflight } from '../../src/jobs/preflight.js';
import { traceDuring } from '../../src/jobs/trace.js';
import type { Executor } from '../../src/powershell/executor.js';
import { PreflightReport } from '../../src/report.js';
import { type TriedWorld, tryWorld } from '../lab/lab-world.js';
import { labExecutor, labPair } from '../support/lab-agent.js';

describe('preflight --deep on the lab', () => {
  let world: TriedWorld;
  let executor: Executor;
  let minutes = 0;

  beforeAll(async () => {
    world = await tryWorld('deep');
    executor = labExecutor(world.folder);
  });
  afterAll(async () => {
    await Promise.all([executor.close(), world.shell.close()]);
    rmSync(world.folder, { recursive: true });
  });

  const shown = async () => (await world.well('jump', 'Show-CsClsLogging')).rows.map(({ text }) => text);

  const sleep = async (ms: number) => {
    minutes += ms / 60_000;
    await world.clock(ms / 60_000);
  };
  const changes = () => {
    const log = readFileSync(join(world.folder, 'calls.log'), { encoding: 'utf8', flag: 'a+' }).split('\n');
    return log.map((line) => line.split('\t')).flatMap(([, , name, mark]) => (mark === 'begin' ? [name] : []));
  };

  async function deep(sync = false) {
    const before = await shown();
    const { report } = await runPreflight({
      ps: executor.forPair(labPair),
      pair: labPair,
      lab: true,
      jump: 'jump.domain.local',
      settleMinutes: 20,
      previous: undefined,
      mode: 'planned',
      sync,
      deep: true,
      clock: () => new Date(Date.parse('2026-03-02T10:00:00Z') + minutes * 60_000),
      sleep,
      renew: () => undefined,
    });
    expect(PreflightReport.parse(report)).toEqual(report);
    const line = report.checks.find(({ id }) => id === 'cls-hadr');
    return { report, line, made: changes(), before, after: await shown() };
  }

  /** The deep part alone. */
  async function traced() {
    const before = await shown();
    const at = { ps: executor.forPair(labPair), pair: labPair };
    const { trace } = await traceDuring(at, async (ours) => {
      if (ours) await sleep(180_000);
    });
    const verdict = await runCheck(checks['cls-hadr'], { ...at, trace });
    return { verdict, made: changes(), before, after: await shown() };
  }

  it.each([
    { sync: false, between: [], lines: 32 },
    {
      sync: true,
      between: ['Invoke-CsBackupServiceSync', 'Invoke-CsBackupServiceSync', 'Invoke-CsManagementStoreReplication'],
      lines: 40,
    },
  ])(
    'traces HADR on a fresh pair, ends it again and passes on its logs (sync: $sync)',
    async ({ sync, between, lines }) => {
      await world.renew('fresh');

      const { report, line, made, before, after } = await deep(sync);

      expect(report).toMatchObject({ state: 'ready', blockedBy: [] });
      expect(line).toMatchObject({ status: 'pass', severity: 'warns' });
      expect(Number(/(\d+) lines of both servers/.exec(line?.sentence ?? '')?.[1])).toBeGreaterThanOrEqual(lines);
      expect(made).toEqual(['Start-CsClsLogging', ...between, 'Sync-CsClsLogging', 'Stop-CsClsLogging']);
      expect(after).toEqual(before);
    },
  );

  it('starts and stops nothing on the lived-in pair, on which somebody else traces, and is ready all the same', async () => {
    await world.renew('lived-in');

    const { report, line, made, before, after } = await deep();

    expect(report).toMatchObject({ state: 'ready', blockedBy: [] });
    expect(line).toMatchObject({ status: 'unknown', severity: 'warns' });
    expect(line?.sentence).toContain('somebody else traces AudioVideoConferencingIssue');
    expect(made).toEqual([]);
    expect(after).toEqual(before);
  });

  it('searches the HADR that somebody else traces, and leaves it running', async () => {
    await world.renew('fresh');
    await world.well('jump', 'Start-CsClsLogging', { Scenario: 'HADR' });
    await world.clock(2);

    const { verdict, made, after } = await traced();

    expect(verdict).toMatchObject({ status: 'pass', sentence: expect.stringContaining('was left alone') });
    expect(made).toEqual(['Start-CsClsLogging', 'Sync-CsClsLogging']);
    expect(after.join()).toMatch(/fe1.domain.local: AlwaysOn, HADR,fe2.domain.local: AlwaysOn, HADR/);
  });

  it('warns of an error that the logs hold', async () => {
    await world.renew('fresh');
    const failed = '\tLS Backup Service\t4062\tError\tA module failed.\n';
    appendFileSync(join(world.folder, 'events-fe1.domain.local.log'), `${new Date().toISOString()}${failed}`);

    expect((await traced()).verdict).toMatchObject({
      status: 'warn',
      sentence: expect.stringMatching(/1 of \d+ lines/),
    });
  });

  it('says which server logged nothing when its agent is off', async () => {
    await world.renew('fresh');
    await world.set('fe2.services.RTCCLSAGT.status', 'Stopped');

    const { verdict, after, before } = await traced();

    expect(verdict).toMatchObject({ status: 'unknown', sentence: expect.stringContaining('none of fe2') });
    expect(after).toEqual(before);
  });

  it('traces nothing while more than one server may hold the CMS', async () => {
    await world.renew('fresh');
    await world.fault('split-brain-restarted');

    const { report, line, made } = await deep();

    expect(made).toEqual([]);
    expect(line).toMatchObject({
      status: 'unknown',
      sentence: expect.stringContaining('one server alone holds the CMS'),
    });
    expect(report.first).toMatch(/^Users work;/);
  });
});
