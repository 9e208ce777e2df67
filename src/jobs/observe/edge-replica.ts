import { z } from 'zod';
import { normaliseName } from '../../domain.js';
import { getCsManagementStoreReplicationStatus } from '../../powershell/cmdlets/get-cs-management-store-replication-status.js';
import type { ReadPort } from '../../powershell/types.js';
import { listed } from '../../report.js';
import { defineObserver } from '../change.js';

/** `after`: the newest stamp of the replication status when the plan was made, ISO: the change came later than that. */
const Args = z.object({ replicas: z.array(z.string()).min(1), after: z.string() });

/** The servers of the Edge pools have heard of what was changed since the plan. */
export const edgeReplica = defineObserver({
  name: 'edge-replica',
  before: z.object({ late: z.array(z.string()) }),

  async readBefore(ps, { args }) {
    return { late: await lateOnes(ps, Args.parse(args)) };
  },

  async observe(ps, { args }) {
    const { replicas, after } = Args.parse(args);
    const late = await lateOnes(ps, { replicas, after });
    if (late.length === 0) return { seen: 'happened', sentence: `${listed(replicas)} reported up to date since.` };
    return { seen: 'cant-tell', sentence: `No report since the change from ${listed(late)}.` };
  },
});

async function lateOnes(ps: ReadPort, { replicas, after }: z.infer<typeof Args>): Promise<string[]> {
  const { rows } = await ps.read(getCsManagementStoreReplicationStatus, {}, 'jump');
  const stamp = (value: unknown) => (value instanceof Date ? value.getTime() : 0);
  return replicas.filter((name) => {
    const row = rows.find(({ ReplicaFqdn }) => normaliseName(ReplicaFqdn) === name);
    const [report, update] = [stamp(row?.LastStatusReport), stamp(row?.LastUpdateCreation)];
    return row?.UpToDate !== true || update <= Date.parse(after) || report < update;
  });
}
