import { readdir } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { isGood, SetId } from '../backup-set.js';
import type { Pair } from '../domain.js';
import { listed } from '../report.js';
import { readManifest } from './backup/check.js';

/** Which server is gone, which one takes over, and the exported LIS. */
export interface Lost {
  readonly from: string;
  readonly to: string;
  readonly lis: string;
}

/**
 * The console commands for a lost server, all for the one that takes over, in Microsoft's order (sfb-facts 5): for people
 * only, never a step of a plan. RUNBOOK.md and the refusal of a failover print this one list.
 */
export function disasterCommands(pair: Pair, { from, to, lis }: Lost): string[] {
  const edge = pair.edgePools.length === 0 ? [] : [EDGE_HEARD];
  return [
    `Invoke-CsManagementServerFailover -BackupSqlServerFqdn ${to} -BackupSqlInstanceName ${pair.sqlInstance} -Force -Verbose`,
    `Get-CsManagementStoreReplicationStatus -CentralManagementStoreStatus   # in a new shell: go on when it names ${to}`,
    `Import-CsLisConfiguration -FileName '${lis}'   # then publish it, only if this succeeded`,
    'Publish-CsLisConfiguration',
    ...edgeCommands(pair, to),
    ...edge,
    `Invoke-CsPoolFailOver -PoolFqdn ${from} -DisasterMode -Verbose`,
  ];
}

const EDGE_HEARD =
  'Get-CsManagementStoreReplicationStatus   # go on when the Edge is up to date, with a report newer than the step';

export function edgeCommands(pair: Pair, registrar: string): string[] {
  return pair.edgePools.map(
    (edge) =>
      `Set-CsEdgeServer -Identity EdgeServer:${edge} -Registrar Registrar:${registrar}   # if ${edge} has the other pool as next hop`,
  );
}

/** What an administrator does by hand when the primary is gone, with the folder of the newest set that is not on it. */
export async function primaryGoneByHand(pair: Pair, lab: boolean): Promise<string[]> {
  const { primary: from, backup: to } = pair;
  const elsewhere = pair.shares.filter(({ on }) => on !== from);
  const set = await newestSet(elsewhere, pair, lab);
  const lis = set === undefined ? '<newest set>\\lis.zip' : join(set, 'lis.zip');
  const runbook =
    set === undefined
      ? `No good backup set was found on ${elsewhere.length === 0 ? `a share off ${from}` : listed(elsewhere.map(({ path }) => path))}: look for the newest one yourself. Its RUNBOOK.md has these commands with their conditions.`
      : `The newest good backup set that is not on ${from} is ${set}; RUNBOOK.md in it has these commands with their conditions.`;
  return [
    `Do this only after somebody has seen that ${from} is off or its network is cut: if it lives on, two servers hold the CMS.`,
    runbook,
    `Then in the Management Shell of ${to}, one after the other; leave out the move of the CMS and the LIS if ${to} holds the CMS already:`,
    ...disasterCommands(pair, { from, to, lis }).map((line) => `On ${to}: ${line}`),
  ];
}

/** Only names and manifests are read: on such a night nobody waits for hashes. */
async function newestSet(shares: Pair['shares'], pair: Pair, lab: boolean): Promise<string | undefined> {
  const found = await Promise.all(shares.map(({ path }) => newestOf(join(resolve(path), pair.name), pair, lab)));
  const known = found.filter((one) => one !== undefined);
  return known.sort((a, b) => b.id.localeCompare(a.id))[0]?.path;
}

async function newestOf(folder: string, pair: Pair, lab: boolean): Promise<{ id: string; path: string } | undefined> {
  const names = await readdir(folder).catch((): string[] => []);
  const ids = names.filter((name) => SetId.safeParse(name).success).sort();
  for (const id of ids.reverse()) {
    const path = join(folder, id);
    const manifest = await readManifest(path).catch(() => undefined);
    if (manifest?.pair === pair.name && manifest.lab === lab && isGood(manifest)) return { id, path };
  }
  return undefined;
}
