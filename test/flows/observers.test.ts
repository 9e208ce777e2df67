import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Observer, ObserverContext } from '../../src/jobs/change.js';
import { observers } from '../../src/jobs/observe/index.js';
import type { Executor } from '../../src/powershell/executor.js';
import { type TriedWorld, tryWorld } from '../lab/lab-world.js';
import { labExecutor, labPair } from '../support/lab-agent.js';

/** The lab takes a path of this machine as one of any of its servers. */
const exported = (lab: TriedWorld, name: string) => join(lab.folder, name);
const edge = { Identity: 'EdgeServer:edgepool.domain.local', Registrar: 'Registrar:fe2.domain.local' };
const counts = { subnets: 12, switches: 3, ports: 40, waps: 5, locations: 9 };
const replicas = { replicas: ['edge1.domain.local'], after: new Date().toISOString() };

interface Case {
  readonly name: keyof typeof observers;
  readonly args: Record<string, unknown>;
  readonly profile: 'fresh' | 'lived-in';
  /** Makes the change, and what has to come before it. */
  readonly before?: (lab: TriedWorld) => Promise<unknown>;
  readonly change: (lab: TriedWorld) => Promise<unknown>;
  readonly without: 'not-happened' | 'cant-tell';
}

const setEdge = (lab: TriedWorld) => lab.well('fe1', 'Set-CsEdgeServer', edge);
const failOver = async (lab: TriedWorld) => {
  await lab.well('fe2', 'Invoke-CsManagementServerFailover', { Confirm: false });
  await lab.clock(20);
};
const poolOver = async (lab: TriedWorld) => {
  await lab.well('fe2', 'Invoke-CsPoolFailOver', { PoolFqdn: 'fe1.domain.local', Confirm: false });
  await lab.clock(10);
};
const service = (verb: 'Stop' | 'Start') => (lab: TriedWorld) =>
  lab.well('fe2', `${verb}-CsWindowsService`, { Name: 'FTA', Confirm: false });

const cases: Case[] = [
  {
    name: 'edge-next-hop',
    args: { pool: 'edgepool.domain.local' },
    profile: 'lived-in',
    change: setEdge,
    without: 'not-happened',
  },
  {
    name: 'edge-replica',
    args: replicas,
    profile: 'lived-in',
    change: async (lab) => {
      await setEdge(lab);
      await lab.clock(10);
    },
    without: 'cant-tell',
  },
  { name: 'cms-failover', args: {}, profile: 'lived-in', change: failOver, without: 'not-happened' },
  { name: 'matrix-settled', args: {}, profile: 'lived-in', change: failOver, without: 'cant-tell' },
  {
    name: 'pool-failover',
    args: {},
    profile: 'lived-in',
    before: async (lab) => {
      await setEdge(lab);
      await failOver(lab);
    },
    change: poolOver,
    without: 'not-happened',
  },
  {
    name: 'lis-import',
    args: { counts },
    profile: 'fresh',
    before: async (lab) => {
      await lab.well('fe1', 'Export-CsLisConfiguration', { FileName: exported(lab, 'lis.zip') });
      await failOver(lab);
    },
    change: (lab) => lab.well('fe2', 'Import-CsLisConfiguration', { FileName: exported(lab, 'lis.zip') }),
    without: 'not-happened',
  },
  {
    name: 'rgs-import',
    args: { workflows: ['Helpdesk'] },
    profile: 'fresh',
    before: (lab) =>
      lab.well('fe1', 'Export-CsRgsConfiguration', {
        FileName: exported(lab, 'rgs.zip'),
        Source: 'service:ApplicationServer:fe1.domain.local',
      }),
    change: (lab) =>
      lab.well('fe2', 'Import-CsRgsConfiguration', {
        FileName: exported(lab, 'rgs.zip'),
        Destination: 'service:ApplicationServer:fe2.domain.local',
      }),
    without: 'not-happened',
  },
  {
    name: 'service-state',
    args: { name: 'FTA', status: 'Stopped' },
    profile: 'lived-in',
    change: service('Stop'),
    without: 'not-happened',
  },
  {
    name: 'service-state',
    args: { name: 'FTA', status: 'Running' },
    profile: 'lived-in',
    before: service('Stop'),
    change: service('Start'),
    without: 'not-happened',
  },
  {
    name: 'verify',
    args: {},
    profile: 'lived-in',
    before: async (lab) => {
      await setEdge(lab);
      await failOver(lab);
    },
    change: poolOver,
    without: 'cant-tell',
  },
];

describe('observers on the lab', () => {
  let lab: TriedWorld;
  let executor: Executor;

  beforeAll(async () => {
    lab = await tryWorld('observers');
    executor = labExecutor(lab.folder);
  });
  afterAll(async () => {
    await executor.close();
    await lab.shell.close();
    rmSync(lab.folder, { recursive: true, force: true });
  });
  beforeEach(() => executor.renew());

  const seen = async (observer: Observer, context: ObserverContext, before: unknown) => {
    executor.renew();
    return await observer.observe(executor.forPair(labPair), context, before);
  };

  it.each(cases)('$name with $args tells whether the change was made', async ({ name, args, profile, ...rest }) => {
    const observer: Observer = observers[name];
    const context: ObserverContext = { pair: labPair, from: 'primary', to: 'backup', args };
    await lab.renew(profile);
    await rest.before?.(lab);
    executor.renew();
    const before = observer.before.parse(await observer.readBefore(executor.forPair(labPair), context));

    expect(await seen(observer, context, before)).toMatchObject({ seen: rest.without });
    await rest.change(lab);
    expect(await seen(observer, context, before)).toMatchObject({ seen: 'happened' });
  });

  it.each(['cms-failover', 'matrix-settled'] as const)(
    '%s stops at once when both databases call themselves active',
    async (name) => {
      const observer: Observer = observers[name];
      const context: ObserverContext = { pair: labPair, from: 'primary', to: 'backup', args: {} };
      await lab.renew('lived-in');
      const before = await observer.readBefore(executor.forPair(labPair), context);
      await lab.fault('split-brain-bare');
      await lab.on('fe2', 'Invoke-CsManagementServerFailover', { Confirm: false });

      const answer = await seen(observer, context, before);

      expect(answer).toMatchObject({ seen: 'cant-tell', stop: true });
      expect(answer.sentence).toMatch(/^Users work; do not restart services, do not edit SQL, do not run it again\./);
    },
  );
});
