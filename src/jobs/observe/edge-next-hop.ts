import { z } from 'zod';
import { sideOf } from '../../domain.js';
import { getCsServiceEdgeServer } from '../../powershell/cmdlets/get-cs-service-edge-server.js';
import type { ReadPort } from '../../powershell/types.js';
import { serverWord } from '../../report.js';
import { defineObserver } from '../change.js';

const Args = z.object({ pool: z.string() });

/** The next hop of one Edge pool as the CMS has it; whether the Edge has heard of it is another step. */
export const edgeNextHop = defineObserver({
  name: 'edge-next-hop',
  before: z.object({ registrar: z.string() }),

  async readBefore(ps, { args }) {
    return { registrar: await registrarOf(ps, Args.parse(args).pool) };
  },

  unexpected({ pair, from, args }, { registrar }) {
    if (sideOf(pair, registrar) === from) return undefined;
    return `${Args.parse(args).pool} should use ${serverWord(pair, from)} as next hop, and uses ${registrar || 'none'}.`;
  },

  async observe(ps, { pair, from, to, args }, before) {
    const { pool } = Args.parse(args);
    const now = await registrarOf(ps, pool);
    const side = sideOf(pair, now);
    if (side === to) return { seen: 'happened', sentence: `${pool} uses ${serverWord(pair, to)} as next hop.` };
    const sentence = `${pool} uses ${now === '' ? 'no next hop' : now}; before it was ${before.registrar || 'none'}.`;
    return { seen: side === from && now === before.registrar ? 'not-happened' : 'cant-tell', sentence };
  },
});

async function registrarOf(ps: ReadPort, pool: string): Promise<string> {
  const { rows } = await ps.read(getCsServiceEdgeServer, {}, 'jump');
  const row = rows.find(({ PoolFqdn }) => PoolFqdn.toLowerCase() === pool);
  if (row === undefined) throw new Error(`no Edge service is listed for ${pool}`);
  return row.Registrar ?? '';
}
