import { rmSync } from 'node:fs';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Prepared, PrepareInput } from '../../src/jobs/change.js';
import { prepareFailover } from '../../src/jobs/failover/prepare.js';
import { FailoverRequest } from '../../src/jobs/failover/request.js';
import { Plan } from '../../src/jobs/plan/types.js';
import type { Executor } from '../../src/powershell/executor.js';
import { type TriedWorld, tryWorld } from '../lab/lab-world.js';
import { labExecutor, labPair } from '../support/lab-agent.js';
import { prepareInput } from './failover-lab.js';

const start = Date.parse('2026-03-02T10:00:00Z');
const set = {
  id: '2026-03-02T100000Z',
  files: { 'cms.zip': 'a'.repeat(64) },
  lis: '\\\\fe2.domain.local\\CMS_BACKUP\\london\\2026-03-02T100000Z\\lis.zip',
  rgs: '\\\\fe2.domain.local\\CMS_BACKUP\\london\\2026-03-02T100000Z\\rgs-primary.zip',
};

describe('preparing a failover on the lab', () => {
  let lab: TriedWorld;
  let executor: Executor;
  let minutes = 0;
  let sets = 0;

  const prepare = async (more: Partial<PrepareInput> = {}, request = {}): Promise<Prepared> => {
    const clock = () => new Date(start + minutes * 60_000);
    const sleep = async (ms: number) => {
      minutes += ms / 60_000;
      await lab.clock(ms / 60_000);
    };
    const input = prepareInput(executor, { clock, sleep }, more);
    return await prepareFailover(input, FailoverRequest.parse(request), async () => {
      sets += 1;
      return set;
    });
  };
  const planned = async (): Promise<Extract<Prepared, { end: 'planned' }>> => {
    const prepared = await prepare();
    if (prepared.end === 'refused') throw new Error(prepared.sentence);
    return prepared;
  };
  const refused = async (...args: Parameters<typeof prepare>) => {
    const prepared = await prepare(...args);
    if (prepared.end !== 'refused') throw new Error('a plan was made');
    return prepared;
  };

  beforeAll(async () => {
    lab = await tryWorld('failover-prepare');
    executor = labExecutor(lab.folder);
  });
  beforeEach(() => {
    sets = 0;
  });
  afterAll(async () => {
    await executor.close();
    await lab.shell.close();
    rmSync(lab.folder, { recursive: true, force: true });
  });

  it('plans a lived-in pair in the order of the design, without LIS and Response Groups, which it has none of', async () => {
    await lab.renew('lived-in');

    const { plan, notes } = await planned();

    expect(Plan.parse(plan)).toEqual(plan);
    expect(plan).toMatchObject({ strategy: 'product', from: 'primary', to: 'backup', set: { id: set.id } });
    expect(plan.steps.map(({ id, line, call }) => [id, call?.place ?? '', line ?? ''])).toEqual([
      [
        'edge-next-hop',
        'primary',
        "Set-CsEdgeServer -Identity 'EdgeServer:edgepool.domain.local' -Registrar 'Registrar:fe2.domain.local'",
      ],
      ['edge-replica', '', ''],
      ['cms-failover', 'backup', 'Invoke-CsManagementServerFailover'],
      ['matrix-settled', '', ''],
      ['pool-failover', 'backup', "Invoke-CsPoolFailOver -PoolFqdn 'fe1.domain.local'"],
      ['restart-replica-stop', 'backup', "Stop-CsWindowsService -Name 'REPLICA'"],
      ['restart-replica-start', 'backup', "Start-CsWindowsService -Name 'REPLICA'"],
      ['restart-fta-stop', 'backup', "Stop-CsWindowsService -Name 'FTA'"],
      ['restart-fta-start', 'backup', "Start-CsWindowsService -Name 'FTA'"],
      ['restart-master-stop', 'backup', "Stop-CsWindowsService -Name 'MASTER'"],
      ['restart-master-start', 'backup', "Start-CsWindowsService -Name 'MASTER'"],
      ['restart-proof', '', ''],
      ['verify', '', ''],
    ]);
    expect(plan.steps.find(({ id }) => id === 'edge-replica')?.observe.args).toMatchObject({
      replicas: ['edge1.domain.local'],
    });
    expect(plan.facts).toMatchObject({
      verdict: 'single(primary)',
      pairing: { 'fe1.domain.local': 'fe2.domain.local', 'fe2.domain.local': 'fe1.domain.local' },
      edgeNextHops: { 'edgepool.domain.local': 'fe1.domain.local' },
      poolState: { 'fe1.domain.local': 'Active', 'fe2.domain.local': 'Active' },
    });
    expect(notes.byHand[0]).toMatch(/^On fe1\.domain\.local: Set-CsEdgeServer /);
    expect(sets).toBe(1);
  });

  it('plans LIS before the users and Response Groups after them on a fresh pair, with the counts it was read with', async () => {
    await lab.renew('fresh');

    const { plan } = await planned();

    const ids = plan.steps.map(({ id }) => id);
    expect(ids.slice(2, 8)).toEqual([
      'cms-failover',
      'lis-import',
      'lis-publish',
      'matrix-settled',
      'pool-failover',
      'rgs-import',
    ]);
    expect(plan.steps.find(({ id }) => id === 'lis-import')?.observe.args).toEqual({
      counts: { subnets: 12, switches: 3, ports: 40, waps: 5, locations: 9 },
    });
    expect(plan.steps.find(({ id }) => id === 'rgs-import')?.observe.args).toEqual({ workflows: ['Helpdesk'] });
  });

  it('refuses a pair that has failed over already', async () => {
    await lab.renew('lived-in');
    await lab.well('fe2', 'Set-CsEdgeServer', {
      Identity: 'EdgeServer:edgepool.domain.local',
      Registrar: 'Registrar:fe2.domain.local',
    });
    await lab.clock(10);
    await lab.well('fe2', 'Invoke-CsManagementServerFailover', { Confirm: false });
    await lab.clock(30);
    await lab.well('fe2', 'Invoke-CsPoolFailOver', { PoolFqdn: 'fe1.domain.local', Confirm: false });
    await lab.clock(10);

    expect((await refused()).sentence).toContain('has failed over already');
    expect(sets).toBe(0);
  });

  it.each([
    {
      fault: 'primary-down',
      sentence: /^fe1\.domain\.local \(primary\) seems to be gone: xds on fe1.*RTCLOCAL on fe1.*could not be read/,
      next: /No good backup set was found(.|\n)*On fe2\.domain\.local: Invoke-CsPoolFailOver -PoolFqdn fe1\.domain\.local -DisasterMode/,
    },
    { fault: 'half-dead', sentence: /fe1\.domain\.local \(primary\) seems to be gone/, next: /somebody has seen that/ },
    {
      fault: 'sql-away-backup',
      sentence: /^No planned failover of london: not everything it rests on could be read \(xds on fe2\)/,
      next: /^(?!(.|\n)*-Force)Do not start a planned failover/,
    },
    {
      fault: 'service-stopped',
      sentence: /^Not ready for a planned failover of london.*CMS services/,
      next: /preflight/,
    },
  ])('refuses with what it saw when the lab has $fault', async ({ fault, sentence, next }) => {
    await lab.renew('lived-in');
    await lab.fault(fault);
    // Whoever has lost the primary gets the commands, whatever else would refuse.
    const lastMove = { to: 'backup', endedAt: '2026-03-01T10:00:00Z' } as const;
    const requireDoctor = () => {
      throw new Error('doctor has not run here');
    };

    const answer = await (fault === 'primary-down' ? refused({ lastMove, requireDoctor }) : refused());

    expect(answer.sentence).toMatch(sentence);
    expect(answer.report?.next.join('\n')).toMatch(next);
    expect(sets).toBe(0);
  });

  it('plans where the getter hides PoolState and the config accepts that, and says what will not be seen', async () => {
    await lab.renew('lived-in');
    await lab.set('poolStateHidden', true);
    const hiddenPoolState = { until: '2099-12-31', reason: 'looked at in the console' };

    const prepared = await prepare({ pair: { ...labPair, accepted: { laggards: [], hiddenPoolState } } });

    expect(prepared).toMatchObject({
      end: 'planned',
      plan: { facts: { poolState: { 'fe1.domain.local': '(none)' } } },
    });
    expect(prepared.end === 'planned' && prepared.notes.mind.join(' ')).toContain('shows no PoolState here');
  });

  it('refuses without a doctor record, and after a move until somebody acknowledges it', async () => {
    await lab.renew('lived-in');
    const lastMove = { to: 'primary', endedAt: '2026-03-01T10:00:00Z' } as const;
    const requireDoctor = () => {
      throw new Error('doctor has not run here');
    };

    await expect(prepare({ requireDoctor })).rejects.toThrow('doctor has not run here');
    expect((await refused({ lastMove })).sentence).toMatch(/was moved to fe1.*acknowledge/);
    expect((await prepare({ lastMove }, { acknowledge: true })).end).toBe('planned');
  });
});
