import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openLabShell } from '../lab/shell.js';
import { findPowerShell, packageRoot } from '../lab/where.js';
import { checks } from '../src/checks/index.js';
import { runCheck } from '../src/checks/run.js';
import { type Pair, serverOf } from '../src/domain.js';
import { runPreflight } from '../src/jobs/preflight.js';
import type { Executor } from '../src/powershell/executor.js';
import { createAgentExecutor } from '../src/powershell/open.js';
import type { Answer, CmdletUse, Place, ReadPort, SafeChangePort } from '../src/powershell/types.js';
import type { PreflightReport } from '../src/report.js';
import { benchPair } from './boundary.js';
import { atLeast, atMost, type Figure, median, type Outcome, rounded } from './figures.js';

/**
 * What each read takes at a site, in milliseconds; the lab waits that long before it answers, on both ways alike. The
 * slow one is sent once in a preflight, in a batch of its own.
 */
const EACH_MS = 400;
const SLOW_MS = 1_200;
const SLOW = 'Invoke-CsManagementServerFailover';

const JUMP = 'jump.domain.local';
const AGENTS = 2;
/** The preflight is measured this often, the usual way once: it takes a minute. */
const TIMES = 5;

const pair: Pair = {
  ...benchPair,
  shares: [{ path: '\\\\fe2.domain.local\\CMS_BACKUP', on: 'fe2.domain.local' }],
};
const module = join(packageRoot(), 'lab', 'SkypeForBusiness', 'SkypeForBusiness.psd1');
const probes = join(packageRoot(), 'lab', 'SfbProbes.psm1');

/** One call that really travels: equal ones of a turn travel once. */
interface Sent {
  readonly cmdlet: string;
  readonly parameters: Readonly<Record<string, unknown>>;
  readonly place: Place;
  readonly answer: Promise<Answer<unknown>>;
}

const keyOf = (use: CmdletUse, params: unknown, place: Place) => JSON.stringify([use.name, params, place]);
const costOf = ({ cmdlet }: Pick<Sent, 'cmdlet'>) => (cmdlet === SLOW ? SLOW_MS : EACH_MS);

/** Reads as before, and what was read is noted. */
function noting(ps: SafeChangePort, sent: Map<string, Sent>): SafeChangePort {
  const read = (use: CmdletUse, params: Record<string, unknown>, place: Place): Promise<Answer<unknown>> => {
    const answer = ps.read(use, params, place);
    const parameters = { ...params, ...use.fixed };
    sent.set(keyOf(use, params, place), { cmdlet: use.cmdlet, parameters, place, answer });
    return answer;
  };
  return { ...ps, read: read as ReadPort['read'] };
}

async function timed<T>(run: () => Promise<T>): Promise<{ readonly ms: number; readonly value: T }> {
  const began = performance.now();
  const value = await run();
  return { ms: performance.now() - began, value };
}

function preflight(executor: Executor, ps: SafeChangePort): Promise<PreflightReport> {
  return runPreflight({
    ps,
    pair,
    lab: true,
    jump: JUMP,
    settleMinutes: 20,
    previous: undefined,
    mode: 'planned',
    sync: false,
    clock: () => new Date(),
    sleep: async () => undefined,
    renew: () => executor.renew(),
  }).then(({ report }) => report);
}

/** What a person does: a console for each cmdlet, the module loaded, the cmdlet typed. */
async function byHand(world: string, { cmdlet, parameters, place }: Sent): Promise<void> {
  const server = place === 'jump' ? JUMP : serverOf(pair, place);
  const typed = Object.entries(parameters).map(([name, value]) => ` -${name}:${literal(value)}`);
  const script = [
    `Import-Module ${literal(module)} -DisableNameChecking`,
    ...(cmdlet.includes('-Sfb') ? [`Import-Module ${literal(probes)}`] : []),
    `$global:SfbLab = @{ World = ${literal(world)}; Server = ${literal(server)} }`,
    `try { $null = ${cmdlet}${typed.join('')} } catch { $null = $_ }`,
    "[System.Console]::Out.WriteLine('ended')",
    '',
  ];
  const args = ['-NoLogo', '-NoProfile', '-NonInteractive', '-Command', '-'];
  const env = { ...process.env, TERM: 'dumb', PSModulePath: '' };
  const child = spawn(findPowerShell(), args, { env, stdio: ['pipe', 'pipe', 'ignore'] });
  let said = '';
  child.stdout.on('data', (chunk: Buffer) => {
    said += chunk.toString();
  });
  child.stdin.end(script.join('\n'));
  await once(child, 'close');
  if (!said.includes('ended')) throw new Error(`${cmdlet} on ${server} did not end by hand: ${said}`);
}

/** Values come from the catalogue's own calls, so a quoted text is enough. */
function literal(value: unknown): string {
  if (typeof value === 'boolean') return value ? '$true' : '$false';
  if (typeof value === 'number') return String(value);
  if (Array.isArray(value)) return `@(${value.map(literal).join(',')})`;
  return `'${String(value).replaceAll("'", "''")}'`;
}

/** The slowest check by itself, when every read takes what the profile says and no two wait for each other. */
async function slowestCheck(sent: ReadonlyMap<string, Sent>): Promise<{ readonly id: string; readonly ms: number }> {
  const replay = async (use: CmdletUse, params: unknown, place: Place) => {
    const known = sent.get(keyOf(use, params, place));
    if (known === undefined) throw new Error(`${use.name} was not part of the preflight.`);
    await new Promise((resolve) => setTimeout(resolve, costOf(known)));
    return known.answer;
  };
  const ps: ReadPort = { read: replay as ReadPort['read'] };
  const alone = Object.values(checks).map(async (check) => {
    const { ms } = await timed(() => runCheck(check, { ps, pair, to: 'backup' }));
    return { id: check.id, ms };
  });
  return (await Promise.all(alone)).reduce((most, one) => (one.ms > most.ms ? one : most));
}

/** Preflight against the usual way and against what its reads cost at least, on one latency profile in one run. */
export async function benchPreflight(): Promise<Pick<Outcome, 'figures' | 'rows'>> {
  const world = mkdtempSync(join(tmpdir(), 'sfb-bench-'));
  const lab = await openLabShell();
  const executor = openExecutor(world);
  try {
    await lab.invoke('New-LabWorld', { Path: world, Profile: 'lived-in' });
    const sent = new Map<string, Sent>();
    const ps = noting(executor.forPair(pair), sent);
    // Warmed as in a worker: its processes run and have answered a preflight before.
    for (let i = 0; i < 2; i += 1) await preflight(executor, ps);
    await lab.invoke('Set-LabLatency', { World: world, Milliseconds: EACH_MS });
    await lab.invoke('Set-LabLatency', { World: world, Cmdlet: SLOW, Milliseconds: SLOW_MS });
    sent.clear();
    const ours: number[] = [];
    for (let i = 0; i < TIMES; i += 1) {
      const { ms, value } = await timed(() => preflight(executor, ps));
      if (value.state !== 'ready') throw new Error(`The preflight of the bench was not ready: ${value.first}`);
      ours.push(ms);
    }
    const usual = await timed(async () => {
      for (const one of sent.values()) await byHand(world, one);
    });
    return judged(sent, ours, usual.ms, await slowestCheck(sent));
  } finally {
    await Promise.all([executor.close(), lab.close()]);
    rmSync(world, { recursive: true, force: true });
  }
}

function openExecutor(world: string): Executor {
  return createAgentExecutor({
    executable: findPowerShell(),
    agentFolder: join(packageRoot(), 'src', 'powershell', 'agent'),
    module,
    probes,
    jump: JUMP,
    world,
    sessionConfiguration: undefined,
    sessions: AGENTS,
    env: process.env,
  });
}

function judged(
  sent: ReadonlyMap<string, Sent>,
  ours: readonly number[],
  usual: number,
  slowest: { readonly id: string; readonly ms: number },
): { figures: Figure[]; rows: Outcome['rows'] } {
  const calls = [...sent.values()];
  const on = (place: Place) => calls.filter((call) => call.place === place);
  const half = (place: Place) => on(place).reduce((sum, call) => sum + costOf(call), 0) / 2;
  const bound = Math.max(slowest.ms, half('primary'), half('backup'));
  const ms = median(ours);
  return {
    figures: [
      atLeast('preflight, times faster than one console for each cmdlet', usual / ms, 'x', 5),
      atMost('preflight over its bound', ms / bound, 'x', 1.5),
    ],
    rows: [
      {
        profile: `${calls.filter(({ cmdlet }) => cmdlet !== SLOW).length} reads of ${EACH_MS} ms`,
        slow: `${calls.filter(({ cmdlet }) => cmdlet === SLOW).length} of ${SLOW_MS} ms (${SLOW})`,
        agents: AGENTS,
        'reads on primary': on('primary').length,
        'reads on backup': on('backup').length,
        'reads on jump': on('jump').length,
      },
      {
        'slowest check': slowest.id,
        'its ms': rounded(slowest.ms, 0),
        'half of primary, ms': half('primary'),
        'half of backup, ms': half('backup'),
        'bound, ms': rounded(bound, 0),
        'preflight, ms': rounded(ms, 0),
        'least and most, ms': `${rounded(Math.min(...ours), 0)}–${rounded(Math.max(...ours), 0)}`,
        'usual way, ms': rounded(usual, 0),
      },
    ],
  };
}
