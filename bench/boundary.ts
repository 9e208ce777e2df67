import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { cp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PowerShell } from 'node-powershell';
import { z } from 'zod';
import { findPowerShell, packageRoot } from '../lab/where.js';
import type { Pair } from '../src/domain.js';
import { renderAllowList } from '../src/powershell/allow-list.js';
import type { Executor } from '../src/powershell/executor.js';
import { createAgentExecutor } from '../src/powershell/open.js';
import { type CmdletUse, defineUse } from '../src/powershell/types.js';
import { atMost, type Figure, median } from './figures.js';

const MODULE = `function Get-SfbLabMarker { 'LAB' }
function Get-CsSmall { [pscustomobject]@{ Name = 'fe1'; UpToDate = $true } }
function Get-CsBig { param([int]$Bytes) [string]::new('x', $Bytes) }
Export-ModuleMember -Function *
`;

function use<P extends z.ZodType, R extends z.ZodType>(
  more: Pick<CmdletUse<P, R>, 'name' | 'cmdlet' | 'params' | 'row' | 'fields'>,
) {
  return defineUse({
    ...more,
    effect: 'read',
    runsOn: ['jump'],
    expectedMs: 1,
    lateMs: 60_000,
    right: 'none',
    doc: 'bench',
  });
}

const small = use({
  name: 'small',
  cmdlet: 'Get-CsSmall',
  params: z.strictObject({}),
  fields: { Name: 'value', UpToDate: 'value' },
  row: z.object({ Name: z.string(), UpToDate: z.boolean() }),
});
const big = use({
  name: 'big',
  cmdlet: 'Get-CsBig',
  params: z.strictObject({ Bytes: z.number() }),
  fields: 'self',
  row: z.string(),
});

export const benchPair: Pair = {
  name: 'london',
  primary: 'fe1.domain.local',
  backup: 'fe2.domain.local',
  sqlInstance: 'rtc',
  edgePools: ['edgepool.domain.local'],
  domainControllers: ['dc1.domain.local', 'dc2.domain.local'],
  shares: [{ path: '/share', on: 'fe2.domain.local' }],
};

async function openExecutor(folder: string): Promise<Executor> {
  const agentFolder = join(folder, 'agent');
  await cp(join(packageRoot(), 'src/powershell/agent'), agentFolder, { recursive: true });
  writeFileSync(join(agentFolder, 'SfbAllowList.ps1'), renderAllowList({ small, big }));
  writeFileSync(join(folder, 'SkypeForBusiness.psm1'), MODULE);
  writeFileSync(join(folder, 'SfbProbes.psm1'), '');
  return createAgentExecutor({
    executable: findPowerShell(),
    agentFolder,
    module: join(folder, 'SkypeForBusiness.psm1'),
    probes: join(folder, 'SfbProbes.psm1'),
    jump: 'jump.domain.local',
    world: folder,
    sessionConfiguration: undefined,
    sessions: 1,
    env: process.env,
  });
}

/** A bare persistent node-powershell session: the floor the boundary is compared with, call by call in the same run. */
async function openBare(folder: string) {
  const shell = new PowerShell({
    executable: findPowerShell(),
    executableOptions: { '-NoProfile': true, '-NonInteractive': true },
    spawnOptions: { env: { ...process.env, TERM: 'dumb' } },
  });
  await shell.invoke(`Import-Module '${join(folder, 'SkypeForBusiness.psm1')}'`);
  return shell;
}

async function timed(run: () => Promise<unknown>): Promise<number> {
  const began = performance.now();
  await run();
  return performance.now() - began;
}

/** Executor overhead over a bare call, big answers, and memory over 5,000 cmdlets. */
export async function benchBoundary(): Promise<Figure[]> {
  const folder = mkdtempSync(join(tmpdir(), 'sfb-bench-'));
  const executor = await openExecutor(folder);
  const bare = await openBare(folder);
  const ps = executor.forPair(benchPair);
  try {
    const [ours, floor] = [[], []] as [number[], number[]];
    for (let i = 0; i < 60; i += 1) {
      await ps.read(small, {}, 'jump');
      await bare.invoke('Get-CsSmall | ForEach-Object { $_.Name }');
    }
    for (let i = 0; i < 300; i += 1) {
      ours.push(await timed(() => ps.read(small, {}, 'jump')));
      floor.push(await timed(() => bare.invoke('Get-CsSmall | ForEach-Object { $_.Name }')));
    }
    const overhead = median(ours) - median(floor);
    const twenty = median(await bigTimes(ps, 20e6, 3));
    const eighty = median(await bigTimes(ps, 80e6, 1));
    const memory = await memoryGrowth(executor, ps);
    return [
      atMost('executor overhead over a bare node-powershell call, p50', overhead, 'ms', 3, median(floor)),
      atMost('20 MB answer', twenty / 1000, 's', 1),
      atMost('80 MB answer', eighty / 1000, 's', 4),
      ...memory,
    ];
  } finally {
    await Promise.all([executor.close(), bare.dispose()]);
    rmSync(folder, { recursive: true, force: true });
  }
}

async function bigTimes(ps: ReturnType<Executor['forPair']>, bytes: number, times: number): Promise<number[]> {
  const all: number[] = [];
  for (let i = 0; i < times; i += 1) all.push(await timed(() => ps.read(big, { Bytes: bytes }, 'jump')));
  return all;
}

/** Median resident memory of cmdlets 4,500–5,000 against 1,000–1,500, Node and agent apart (engineering-notes 6). */
async function memoryGrowth(executor: Executor, ps: ReturnType<Executor['forPair']>): Promise<Figure[]> {
  const { pid } = await executor.hello();
  const seen = { node: { early: [], late: [] }, agent: { early: [], late: [] } } as Record<
    'node' | 'agent',
    Record<'early' | 'late', number[]>
  >;
  for (let n = 0; n < 5_000; n += 1) {
    await ps.read(small, {}, 'jump');
    const phase = n >= 1_000 && n < 1_500 ? 'early' : n >= 4_500 ? 'late' : undefined;
    if (phase === undefined || n % 25 !== 0) continue;
    globalThis.gc?.();
    seen.node[phase].push(process.memoryUsage.rss() / 1e6);
    seen.agent[phase].push(residentOf(pid));
  }
  return (['node', 'agent'] as const).map((who) => {
    const grown = median(seen[who].late) - median(seen[who].early);
    return atMost(`memory growth of ${who} over 5,000 cmdlets`, grown, 'MB', 10, median(seen[who].early));
  });
}

/** Resident memory of one process in MB, as the kernel says. */
function residentOf(pid: number): number {
  const line = readFileSync(`/proc/${pid}/status`, 'utf8')
    .split('\n')
    .find((one) => one.startsWith('VmRSS:'));
  return Number(line?.replace(/\D/g, '') ?? Number.NaN) / 1000;
}
