import { z } from 'zod';
import { type Pair, type Side, sideOf } from '../../domain.js';
import { getCsRegistrarConfiguration } from '../../powershell/cmdlets/get-cs-registrar-configuration.js';
import { getCsRegistrarConfigurationLocalStore } from '../../powershell/cmdlets/get-cs-registrar-configuration-local-store.js';
import type { ReadPort } from '../../powershell/types.js';
import { serverWord } from '../../report.js';
import { defineObserver } from '../change.js';

interface States {
  readonly cms: string;
  readonly local: string;
}

/** The users of the pool that is left: PoolState in the CMS, and in the local store of the server that takes them. */
export const poolFailover = defineObserver({
  name: 'pool-failover',
  before: z.object({ cms: z.string(), local: z.string() }),

  async readBefore(ps, { pair, from, to }) {
    return await read(ps, pair, from, to);
  },

  unexpected({ pair, from }, { cms, local }) {
    if ([cms, local].every((state) => HOME.includes(state))) return undefined;
    return `PoolState of ${serverWord(pair, from)} should be Active or FailedBack, and is ${cms} in the CMS and ${local} in the local store.`;
  },

  async observe(ps, { pair, from, to }, before) {
    const { cms, local } = await read(ps, pair, from, to);
    const sentence = `PoolState of ${serverWord(pair, from)}: ${cms} in the CMS, ${local} on ${serverWord(pair, to)}.`;
    if (cms === 'FailedOver' && local === 'FailedOver') return { seen: 'happened', sentence };
    const same = cms === before.cms && local === before.local && ['Active', 'FailedBack'].includes(cms);
    return { seen: same ? 'not-happened' : 'cant-tell', sentence };
  },
});

/** `(none)`: a site that hides PoolState; preflight has that accepted by name. */
const HOME: readonly string[] = ['Active', 'FailedBack', '(none)'];

async function read(ps: ReadPort, pair: Pair, from: Side, to: Side): Promise<States> {
  const [cms, local] = await Promise.all([
    ps.read(getCsRegistrarConfiguration, {}, 'jump'),
    ps.read(getCsRegistrarConfigurationLocalStore, {}, to),
  ]);
  const state = (rows: readonly { readonly Identity: string; readonly PoolState?: string | null | undefined }[]) =>
    rows.find(({ Identity }) => sideOf(pair, Identity) === from)?.PoolState ?? '(none)';
  return { cms: state(cms.rows), local: state(local.rows) };
}
