import { type Fqdn, otherSide, type Side, serverOf, sideOf } from '../domain.js';
import { getCsServiceEdgeServer } from '../powershell/cmdlets/get-cs-service-edge-server.js';
import { listed, shortServer } from '../report.js';
import type { Check } from './types.js';

/** Every Edge pool of the topology and its next hop as the CMS has it. */
export interface EdgeNextHopFacts {
  readonly to: Side;
  readonly edges: readonly { readonly pool: string; readonly registrar: string | null }[];
}

const FIX = 'Compare edgePools of the pair in the config with Get-CsService -EdgeServer on the jump host.';

export const edgeNextHop: Check<EdgeNextHopFacts> = {
  id: 'edge-next-hop',
  title: 'every Edge pool behind the pool that is left is known',
  why: 'A pool that an Edge pool uses as next hop cannot be failed over, and its external users would be cut off.',
  severity: { planned: 'blocks', disaster: 'warns', failback: 'warns', recover: 'skipped' },

  async gather({ ps, to = 'backup' }) {
    const { rows } = await ps.read(getCsServiceEdgeServer, {}, 'jump');
    return { to, edges: rows.map((row) => ({ pool: row.PoolFqdn.toLowerCase(), registrar: row.Registrar ?? null })) };
  },

  judge({ to, edges }, pair) {
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
    return lost ? { status: 'warn', sentence, fix: FIX } : { status: 'pass', sentence };
  },
};
