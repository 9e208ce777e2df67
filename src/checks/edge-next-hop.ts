import { type Fqdn, otherSide, type Pair, type Side, serverOf, sideOf } from '../domain.js';
import { getCsServiceEdgeServer } from '../powershell/cmdlets/get-cs-service-edge-server.js';
import { getCsServiceRegistrar } from '../powershell/cmdlets/get-cs-service-registrar.js';
import { listed, shortServer } from '../report.js';
import { acceptance, attempt } from './run.js';
import type { Check, Reading, Verdict } from './types.js';

/**
 * Every Edge pool of the topology, its site and its next hop as the CMS has it. `toSite`: the site of the pool that is
 * moved to. `at`: ISO, by the clock of the target.
 */
export interface EdgeNextHopFacts {
  readonly to: Side;
  readonly at: string;
  readonly toSite: Reading<string | null>;
  readonly edges: readonly Edge[];
}

interface Edge {
  readonly pool: string;
  readonly registrar: string | null;
  readonly site: string | null;
}

const FIX = 'Compare edgePools of the pair in the config with Get-CsService -EdgeServer on the jump host.';

export const edgeNextHop: Check<EdgeNextHopFacts> = {
  id: 'edge-next-hop',
  title: 'every Edge pool behind the pool that is left is known',
  why: 'A pool that an Edge pool uses as next hop cannot be failed over, and its external users would be cut off.',
  severity: { planned: 'blocks', disaster: 'warns', failback: 'warns', recover: 'skipped' },

  async gather({ ps, pair, to = 'backup' }) {
    const [{ rows, at }, toSite] = await Promise.all([
      ps.read(getCsServiceEdgeServer, {}, 'jump'),
      attempt(async () => {
        const pools = (await ps.read(getCsServiceRegistrar, {}, 'jump')).rows;
        return pools.find(({ PoolFqdn }) => sideOf(pair, PoolFqdn) === to)?.SiteId ?? null;
      }),
    ]);
    const edges = rows.map((row) => ({
      pool: row.PoolFqdn.toLowerCase(),
      registrar: row.Registrar ?? null,
      site: row.SiteId ?? null,
    }));
    return { to, at, toSite, edges };
  },

  judge(facts, pair) {
    const { to, edges } = facts;
    const from = otherSide(to);
    const known = (pool: string) => pair.edgePools.includes(pool as Fqdn);
    const strangers = edges.filter(({ pool, registrar }) => !known(pool) && sideOf(pair, registrar ?? '') === from);
    if (strangers.length > 0) {
      const names = listed(strangers.map(({ pool }) => pool));
      return { status: 'fail', sentence: `${names} uses ${serverOf(pair, from)} and is not in the config.`, fix: FIX };
    }
    const missing = pair.edgePools.filter((pool) => !edges.some((edge) => edge.pool === pool));
    if (missing.length > 0) {
      return { status: 'unknown', sentence: `No Edge service is listed for ${listed(missing)}.`, fix: FIX };
    }
    if (pair.edgePools.length === 0) return { status: 'pass', sentence: 'This pair has no Edge pool to move.' };

    const own = edges.filter(({ pool }) => known(pool));
    const seen = own.map(({ pool, registrar }) => {
      const side = sideOf(pair, registrar ?? '');
      if (side !== undefined) return `${pool} uses ${shortServer(pair, side)}${side === to ? ' already' : ''}`;
      return registrar === null || registrar === '' ? `${pool} has no next hop` : `${pool} uses ${registrar}`;
    });
    const lost = own.some(({ registrar }) => registrar === null || registrar === '');
    const sentence = `Edge next hop: ${listed(seen)}.`;
    const moved = own.filter(({ registrar }) => sideOf(pair, registrar ?? '') === from);
    const way = moved.length === 0 ? undefined : wayOf(facts, moved, pair);
    if (way !== undefined) return { ...way, sentence: `${sentence} ${way.sentence}` };
    return lost ? { status: 'warn', sentence, fix: FIX } : { status: 'pass', sentence };
  },
};

/**
 * Whether a cmdlet is the way to change these next hops: Set-CsEdgeServer is documented for a next hop in another site than
 * the Edge; in the same one it is a step of people in Topology Builder (sfb-facts 3.11), unless people use the cmdlet there.
 */
function wayOf({ to, at, toSite }: EdgeNextHopFacts, moved: readonly Edge[], pair: Pair): Verdict | undefined {
  const pool = serverOf(pair, to);
  if (!toSite.ok || toSite.value === null) {
    const why = toSite.ok ? 'it is not listed with one' : toSite.reason;
    const fix = 'Run Get-CsService -Registrar by hand on the jump host and look at SiteId.';
    return { status: 'unknown', sentence: `The site of ${pool} was not read (${why}).`, fix };
  }
  const site = toSite.value;
  const same = moved.filter((edge) => edge.site === null || edge.site.toLowerCase() === site.toLowerCase());
  if (same.length === 0) return undefined;
  const names = listed(same.map((edge) => edge.pool));
  const sentence = `${names} and ${pool} are in the same site (${site.replace(/^site:/i, '')}), where Microsoft changes the next hop in Topology Builder and not by Set-CsEdgeServer`;
  const entry = pair.accepted?.edgeByCmdlet;
  const found = entry === undefined ? undefined : acceptance(entry, at);
  if (found?.holds === true) {
    const mind = 'The failover changes it by Set-CsEdgeServer and stops where the Edge does not hear of it.';
    return { status: 'warn', accepted: true, sentence: `${sentence}; ${found.words}.`, fix: mind };
  }
  const fix =
    `In Topology Builder give ${names} the next hop ${pool} and publish; the failover then finds it done. Or say in the ` +
    'config that the cmdlet is used here (accepted.edgeByCmdlet of the pair).';
  return { status: 'fail', sentence: `${sentence}${found === undefined ? '' : `; ${found.words}`}.`, fix };
}
