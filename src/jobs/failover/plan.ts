import { type CmsService, type Pair, type Side, serverOf, sideOf } from '../../domain.js';
import { type CmdletUseName, cmdletUses } from '../../powershell/cmdlets/index.js';
import type { CmdletUse } from '../../powershell/types.js';
import type { ObserverName } from '../observe/index.js';
import type { LisCounts } from '../observe/lis-counts.js';
import { shownLine } from '../plan/shown-line.js';
import type { DecidingFacts, Step, StepCall } from '../plan/types.js';
import type { Strategy, TakenSet } from './request.js';

/** Everything a planned failover is planned from; read beforehand, so that planning is a pure function. */
export interface FailoverFacts {
  readonly pair: Pair;
  readonly strategy: Strategy;
  readonly facts: DecidingFacts;
  /** Edge pool → its servers, lower case. */
  readonly edgeServers: Readonly<Record<string, readonly string[]>>;
  /** Newest stamp of the replication status, ISO. */
  readonly newestStamp: string;
  readonly set: TakenSet;
  /** The LIS of the CMS that is left. */
  readonly lis: LisCounts;
  /** Response Group workflows by the pool they are on. */
  readonly rgs: Readonly<Record<Side, readonly string[]>>;
}

export const FROM: Side = 'primary';
export const TO: Side = 'backup';

const MINUTE = 60_000;
/** The order of domain-notes 1.4; MASTER last, because it is the one that would not start. */
const RESTARTED: readonly CmsService[] = ['REPLICA', 'FTA', 'MASTER'];

/**
 * The steps of a planned failover in the order of design 7. Pure. What is past the point of no return begins with the move
 * of the CMS, or of the pool where the CMS has moved already.
 */
export function planFailover(input: FailoverFacts): Step[] {
  const before = edgeSteps(input);
  const after = [...cmsSteps(input), poolStep(input), ...rgsSteps(input), ...restartSteps(), verifyStep()];
  return [...before, ...after.map((step) => ({ ...step, pastNoReturn: true }))];
}

function edgeSteps({ pair, facts, strategy, edgeServers, newestStamp }: FailoverFacts): Step[] {
  // The CMS database of a Standard Edition is open to its own server for certain.
  const place = strategy === 'product' ? FROM : TO;
  const behind = Object.entries(facts.edgeNextHops).filter(([, hop]) => sideOf(pair, hop) === FROM);
  const call = (pool: string, side: Side): StepCall => ({
    use: 'set-cs-edge-server',
    params: { Identity: `EdgeServer:${pool}`, Registrar: `Registrar:${serverOf(pair, side)}` },
    place,
  });
  const steps = behind.map(([pool], at) => {
    const undo = call(pool, FROM);
    return {
      ...cmdlet(
        numbered('edge-next-hop', at, behind.length),
        `Give ${pool} the next hop ${serverOf(pair, TO)}`,
        call(pool, TO),
        'edge-next-hop',
        { pool },
      ),
      expect: { cms: place },
      undo,
      undoLine: shownLine(undo, cmdletUses['set-cs-edge-server']),
    };
  });
  const replicas = behind.flatMap(([pool]) => edgeServers[pool] ?? []).sort();
  if (steps.length === 0) return [];
  const heard = look('edge-replica', 'Wait until the Edge servers have heard of it', { replicas, after: newestStamp });
  return [...steps, { ...heard, expectedMs: 3 * MINUTE, lateMs: 15 * MINUTE }];
}

function cmsSteps({ pair, strategy, set, lis }: FailoverFacts): Step[] {
  if (strategy === 'already') return [];
  const to = serverOf(pair, TO);
  const move: Step = {
    ...cmdlet(
      'cms-failover',
      `Move the CMS to ${to}, planned form`,
      { use: 'invoke-cs-management-server-failover', params: {}, place: TO },
      'cms-failover',
    ),
    expect: { cms: FROM },
  };
  const settled = look('matrix-settled', `Wait until every witness names ${to} alone`, {});
  return [move, ...lisSteps(set, lis), { ...settled, expectedMs: 6 * MINUTE, lateMs: 20 * MINUTE }];
}

/** Before the users move, so that emergency locations are there when they register; never an empty LIS. */
function lisSteps({ lis: file }: TakenSet, counts: LisCounts): Step[] {
  if (file === undefined || Object.values(counts).every((count) => count === 0)) return [];
  const call = (use: CmdletUseName, params: StepCall['params']): StepCall => ({ use, params, place: TO });
  return [
    cmdlet(
      'lis-import',
      'Put the LIS of the set into the CMS',
      call('import-cs-lis-configuration', { FileName: file }),
      'lis-import',
      { counts },
    ),
    cmdlet(
      'lis-publish',
      'Publish the LIS, whose counts match the set',
      call('publish-cs-lis-configuration', {}),
      'lis-import',
      { counts },
    ),
  ];
}

function poolStep({ pair }: FailoverFacts): Step {
  const call: StepCall = { use: 'invoke-cs-pool-failover', params: { PoolFqdn: serverOf(pair, FROM) }, place: TO };
  const title = `Send the users of ${serverOf(pair, FROM)} to ${serverOf(pair, TO)}`;
  return { ...cmdlet('pool-failover', title, call, 'pool-failover'), expect: { cms: TO } };
}

function rgsSteps({ pair, set, rgs }: FailoverFacts): Step[] {
  if (set.rgs === undefined || rgs[FROM].length === 0 || clashes(rgs).length > 0) return [];
  const params = { FileName: set.rgs, Destination: `service:ApplicationServer:${serverOf(pair, TO)}` };
  const call: StepCall = { use: 'import-cs-rgs-configuration', params, place: TO };
  const title = `Put the Response Groups of the set on ${serverOf(pair, TO)}`;
  const workflows = [...rgs[FROM]].sort();
  return [{ ...cmdlet('rgs-import', title, call, 'rgs-import', { workflows }), expect: { cms: TO } }];
}

/** Workflows that both pools have: an import would stop at the first one. */
export function clashes(rgs: FailoverFacts['rgs']): string[] {
  return rgs[FROM].filter((name) => rgs[TO].includes(name)).sort();
}

function restartSteps(): Step[] {
  const proof = RESTARTED.flatMap((name) =>
    (['stop', 'start'] as const).map((verb) =>
      cmdlet(
        `restart-${name.toLowerCase()}-${verb}`,
        verb === 'stop' ? `Restart proof: stop ${name}` : `Restart proof: start ${name} again`,
        { use: `${verb}-cs-windows-service`, params: { Name: name }, place: TO },
        'service-state',
        { name, status: verb === 'stop' ? 'Stopped' : 'Running' },
      ),
    ),
  );
  const settled = {
    ...look('matrix-settled', 'Wait until every witness names it after the restart', {}),
    id: 'restart-proof',
  };
  // A restart is what a split brain must not get (domain-notes 1.1); between a stop and its start nothing may wait.
  const guarded = proof.map((step, at): Step => (at === 0 ? { ...step, expect: { cms: TO } } : step));
  return [...guarded, { ...settled, expectedMs: 3 * MINUTE, lateMs: 20 * MINUTE }];
}

function verifyStep(): Step {
  const step = look('verify', 'Verify the CMS, the users, services, replicas and Backup Service', {});
  return { ...step, expectedMs: 2 * MINUTE, lateMs: 20 * MINUTE };
}

function cmdlet(
  id: string,
  title: string,
  call: StepCall,
  observer: ObserverName,
  args: Step['observe']['args'] = {},
): Step {
  const use: CmdletUse = cmdletUses[call.use as CmdletUseName];
  const { effect, expectedMs, lateMs } = use;
  const observe = { name: observer, args };
  const times = { expectedMs, lateMs, pastNoReturn: false };
  return { id, kind: 'cmdlet', title, effect, call, line: shownLine(call, use), observe, ...times };
}

function look(name: ObserverName, title: string, args: Step['observe']['args']): Step {
  const times = { expectedMs: MINUTE, lateMs: 20 * MINUTE, pastNoReturn: false };
  return { id: name, kind: 'wait', title, effect: 'read', observe: { name, args }, ...times };
}

function numbered(id: string, at: number, count: number): string {
  return count === 1 ? id : `${id}-${at + 1}`;
}
