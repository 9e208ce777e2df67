import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type LabShell, openLabShell } from '../lab/shell.js';
import { findPowerShell, packageRoot } from '../lab/where.js';
import { digestOf } from '../src/canonical.js';
import { readDecidingFacts } from '../src/jobs/plan/facts.js';
import { invokeCsBackupServiceSync } from '../src/powershell/cmdlets/invoke-cs-backup-service-sync.js';
import { invokeCsManagementStoreReplication } from '../src/powershell/cmdlets/invoke-cs-management-store-replication.js';
import type { Executor } from '../src/powershell/executor.js';
import { createAgentExecutor } from '../src/powershell/open.js';
import { benchPair as pair } from './boundary.js';
import { atLeast, atMost, type Outcome, rounded } from './figures.js';

const READINGS = 500;
const AT_ONCE = 4;
/** After so many readings the pair is disturbed, as its days disturb it. */
const CALM = 10;
const JUMP = 'jump.domain.local';

/** What the readings said: of what decides, and of everything else that was read beside it. */
interface Said {
  readonly digests: Map<string, number>;
  readonly beside: Set<string>;
  readonly unread: string[];
}

/**
 * The digest of what people approve, over whole readings of a lived-in pair under load: several at once, while the clock
 * goes on, replication is forced and the Backup Service is synchronised. One digest, or approvals would void themselves.
 */
export async function benchDigest(): Promise<Pick<Outcome, 'figures' | 'rows'>> {
  const world = mkdtempSync(join(tmpdir(), 'sfb-bench-'));
  const lab = await openLabShell();
  const executor = openExecutor(world);
  try {
    await lab.invoke('New-LabWorld', { Path: world, Profile: 'lived-in' });
    const began = performance.now();
    const said = await readAgain(executor, lab, world);
    const seconds = (performance.now() - began) / 1000;
    const [known] = said.digests.keys();
    const after = await afterOneChange(executor, lab, world);
    const readings = [...said.digests.values()].reduce((sum, count) => sum + count, 0);
    return {
      figures: [
        atLeast('whole readings of the deciding facts', readings, 'readings', READINGS),
        atMost('their digests', said.digests.size, 'digests', 1),
        atMost('readings that could not decide', said.unread.length, 'readings', 0),
        atLeast('what else they said, in different ways', said.beside.size, 'ways', 2),
        atLeast('digests changed by one next hop', after === known ? 0 : 1, 'digests', 1),
      ],
      rows: [
        {
          digest: known ?? 'none',
          'after one next hop': after,
          'at once': AT_ONCE,
          'a reading, ms': rounded((seconds * 1000 * AT_ONCE) / READINGS, 0),
          'all, s': rounded(seconds),
          ...(said.unread[0] === undefined ? {} : { unread: said.unread[0] }),
        },
      ],
    };
  } finally {
    await Promise.all([executor.close(), lab.close()]);
    rmSync(world, { recursive: true, force: true });
  }
}

async function readAgain(executor: Executor, lab: LabShell, world: string): Promise<Said> {
  const said: Said = { digests: new Map(), beside: new Set(), unread: [] };
  let begun = 0;
  const reader = async () => {
    while (begun < READINGS) {
      begun += 1;
      if (begun % CALM === 0) await disturb(executor, lab, world, begun / CALM);
      await readOnce(executor, said);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, reader));
  return said;
}

async function readOnce(executor: Executor, { digests, beside, unread }: Said): Promise<void> {
  try {
    const { facts, status } = await readDecidingFacts(inputOf(executor));
    const digest = digestOf(facts);
    digests.set(digest, (digests.get(digest) ?? 0) + 1);
    beside.add(digestOf(status.rows.filter(({ weight }) => weight !== 'decisive')));
  } catch (error) {
    unread.push(error instanceof Error ? error.message : String(error));
  }
}

/** By turns, while others read: time, replication, both syncs, and new sessions. */
async function disturb(executor: Executor, lab: LabShell, world: string, turn: number): Promise<void> {
  const ps = executor.forPair(pair);
  await lab.invoke('Step-LabClock', { World: world, Minutes: 0.5 });
  if (turn % 4 === 1) await ps.change(invokeCsManagementStoreReplication, {}, 'jump');
  if (turn % 4 === 2) await ps.change(invokeCsBackupServiceSync, { PoolFqdn: pair.primary }, 'jump');
  if (turn % 4 === 3) await ps.change(invokeCsBackupServiceSync, { PoolFqdn: pair.backup }, 'jump');
  if (turn % 4 === 0) executor.renew();
}

async function afterOneChange(executor: Executor, lab: LabShell, world: string): Promise<string> {
  const hop = { Identity: 'EdgeServer:edgepool.domain.local', Registrar: 'Registrar:fe2.domain.local' };
  await lab.invoke('Reset-LabSession', {});
  const { errors } = await lab.call('Set-CsEdgeServer', { World: world, ...hop }, pair.primary);
  if (errors.length > 0) throw new Error(`The next hop was not moved: ${JSON.stringify(errors[0])}`);
  executor.renew();
  return digestOf((await readDecidingFacts(inputOf(executor))).facts);
}

function inputOf(executor: Executor): Parameters<typeof readDecidingFacts>[0] {
  return {
    ps: executor.forPair(pair),
    pair,
    lab: true,
    settleMinutes: 20,
    previous: undefined,
    clock: () => new Date(),
  };
}

function openExecutor(world: string): Executor {
  const lab = join(packageRoot(), 'lab');
  return createAgentExecutor({
    executable: findPowerShell(),
    agentFolder: join(packageRoot(), 'src', 'powershell', 'agent'),
    module: join(lab, 'SkypeForBusiness', 'SkypeForBusiness.psd1'),
    probes: join(lab, 'SfbProbes.psm1'),
    jump: JUMP,
    world,
    sessionConfiguration: undefined,
    sessions: 2,
    env: process.env,
  });
}
