import { z } from 'zod';
import { serverOf } from '../../domain.js';
import { getCsRgsWorkflow } from '../../powershell/cmdlets/get-cs-rgs-workflow.js';
import type { ReadPort } from '../../powershell/types.js';
import { listed } from '../../report.js';
import { defineObserver } from '../change.js';

const Args = z.object({ workflows: z.array(z.string()).min(1) });

/** The workflows of the set, by name, on the pool that takes the users. Some of them only is for people. */
export const rgsImport = defineObserver({
  name: 'rgs-import',
  before: z.object({ workflows: z.array(z.string()) }),

  async readBefore(ps, { pair, to }) {
    return { workflows: await readWorkflows(ps, serverOf(pair, to)) };
  },

  async observe(ps, { pair, to, args }, before) {
    const wanted = Args.parse(args).workflows;
    const clash = wanted.filter((name) => before.workflows.includes(name));
    if (clash.length > 0) {
      const sentence = `${serverOf(pair, to)} had ${listed(clash)} before the import, so names do not tell whether it ran.`;
      return { seen: 'cant-tell', sentence };
    }
    const now = await readWorkflows(ps, serverOf(pair, to));
    const there = wanted.filter((name) => now.includes(name));
    const missing = wanted.filter((name) => !now.includes(name));
    if (missing.length === 0) {
      return { seen: 'happened', sentence: `${serverOf(pair, to)} has the Response Groups ${listed(wanted)}.` };
    }
    const sentence = `${serverOf(pair, to)} has ${there.length} of ${wanted.length} Response Groups; missing: ${listed(missing)}.`;
    return { seen: there.length === 0 ? 'not-happened' : 'cant-tell', sentence };
  },
});

/** Names of the workflows of one pool, sorted. */
export async function readWorkflows(ps: ReadPort, pool: string): Promise<string[]> {
  const { rows } = await ps.read(getCsRgsWorkflow, { Identity: `service:ApplicationServer:${pool}` }, 'jump');
  return rows.map(({ Name }) => Name).sort();
}
