import { type Pair, serverOf } from '../../domain.js';
import type { Step } from '../plan/types.js';

/** Each call of a plan for a console, with its server; a wait or a check is said in words. */
export function consoleLines(steps: readonly Step[], pair: Pair, jump = 'the jump host'): string[] {
  return steps.map(({ title, call, line }) => {
    if (call === undefined || line === undefined) return `Then: ${title}`;
    return `On ${call.place === 'jump' ? jump : serverOf(pair, call.place)}: ${line}`;
  });
}

/** What an administrator does by hand when the primary is gone; never a step of a plan (RUNBOOK.md has the same). */
export function primaryGoneByHand(pair: Pair): string[] {
  const { primary, backup, sqlInstance } = pair;
  return [
    `A planned failover needs ${primary} alive; the form for a lost primary is not built here and is for people only.`,
    `Only when somebody attests that ${primary} is off or its network is cut: a server that lives on would be a second master.`,
    `On ${backup}: Invoke-CsManagementServerFailover -BackupSqlServerFqdn ${backup} -BackupSqlInstanceName ${sqlInstance} -Force`,
    `On ${backup}: Get-CsManagementStoreReplicationStatus -CentralManagementStoreStatus`,
    `On ${backup}: Invoke-CsPoolFailOver -PoolFqdn ${primary} -DisasterMode`,
    `RUNBOOK.md in the newest backup set of ${pair.name} has every command with its conditions.`,
  ];
}
