import { otherSide, type Pair, type Side, serverOf } from '../../domain.js';
import { failbackSection } from '../failover/by-hand.js';
import { disasterCommands, edgeCommands } from '../primary-gone.js';

export interface RunbookInput {
  readonly pair: Pair;
  readonly id: string;
  /** Who held the CMS when the set was taken; the primary where that was not known. */
  readonly active: Side | undefined;
  readonly verdict: string;
  readonly files: readonly string[];
}

/** The pair's own commands for a night without this program; Microsoft's procedures only (sfb-facts 5 and 6.2). */
export function renderRunbook(input: RunbookInput): string {
  const { pair, id, verdict } = input;
  const active = input.active ?? 'primary';
  const [from, to] = [serverOf(pair, active), serverOf(pair, otherSide(active))];
  return `${[
    `# Runbook of ${pair.name}: ${pair.primary} (primary), ${pair.backup} (backup)`,
    '',
    `Written with backup set ${id}. Then: ${verdict}${input.active === undefined ? '; who held the CMS was not certain' : `, the CMS on ${from}`}.`,
    'It needs no bot. Run everything in the Skype for Business Server Management Shell, as administrator, in a NEW shell',
    'after each move of the CMS: an open one keeps its old connection.',
    '',
    '## First',
    '',
    '- If both servers claim the CMS, or none does: users work. Do not restart services, do not edit SQL, do not run it again.',
    '- Do not run Invoke-CsBackupServiceSync while it is not certain that one server alone holds the CMS.',
    '- Before each move: find out who holds the CMS now, and take a backup.',
    '',
    ...section('Who holds the CMS', whoHolds(pair)),
    ...failover(pair, from, to),
    ...failback(pair, from, to),
    ...failback(pair, to, from),
    ...recover(pair, id, from, input.files),
  ].join('\n')}\n`;
}

function section(title: string, lines: readonly string[]): string[] {
  return [`## ${title}`, '', ...lines, ''];
}

function commands(on: string, lines: readonly string[]): string[] {
  return [`On ${on}:`, '', '```powershell', ...lines, '```', ''];
}

function whoHolds(pair: Pair): string[] {
  const query = "SELECT [Value] FROM [xds].[dbo].[DbConfigInt] WHERE [Name] = 'CurrentState'";
  return [
    ...commands(`${pair.primary} and on ${pair.backup}`, [
      `Invoke-Sqlcmd -ServerInstance '.\\${pair.sqlInstance}' -Query "${query}"   # 0 active, 3 backup`,
      'Get-CsWindowsService -ExcludeActivityLevel   # MASTER, FTA, REPLICA and LYNCBACKUP running',
      '(Get-CsTopology -AsXml -LocalStore).ToString()   # IsActive',
    ]),
    ...commands('either server', [
      'Get-CsManagementStoreReplicationStatus -CentralManagementStoreStatus',
      'Get-CsManagementStoreReplicationStatus',
      'Get-CsService -CentralManagement',
      ...pair.domainControllers.map((dc) => `Get-CsConfigurationStoreLocation -GlobalSettingsDomainController ${dc}`),
      `Get-CsBackupServiceStatus -PoolFqdn ${pair.primary}`,
      `Get-CsBackupServiceStatus -PoolFqdn ${pair.backup}`,
    ]),
    'Go on with a planned move only if all of them name the same server, and it alone.',
  ];
}

function failover(pair: Pair, from: string, to: string): string[] {
  return section(`Failover, ${from} to ${to}`, [
    '### Planned: both servers are up (always this form then)',
    '',
    ...commands(to, [
      'Invoke-CsManagementServerFailover -WhatIf   # names the server that holds the CMS now',
      ...edgeCommands(pair, to),
      'Get-CsManagementStoreReplicationStatus   # go on when the Edge is up to date, with a report newer than the step',
      'Invoke-CsManagementServerFailover',
    ]),
    `Wait up to 20 minutes until every witness above names ${to}. Then, in a new shell:`,
    '',
    ...commands(to, [
      'Import-CsLisConfiguration -FileName <this set>\\lis.zip   # then Publish-CsLisConfiguration, only if it succeeded',
      'Publish-CsLisConfiguration',
      `Invoke-CsPoolFailOver -PoolFqdn ${from} -Verbose`,
    ]),
    `### Disaster: only if ${from} is off, or its network is cut, and somebody has seen that`,
    '',
    `Never use it while ${from} runs: it can leave the CMS active on both servers.`,
    '',
    ...commands(to, disasterCommands(pair, { from, to, lis: '<this set>\\lis.zip' })),
    `When ${from} returns it still calls itself active until its Backup Service marks it as backup: change nothing, wait 30`,
    'minutes for CurrentState 3, then see Recover.',
  ]);
}

function failback(pair: Pair, from: string, to: string): string[] {
  return section(failbackSection(from, to), [
    `Only if the users of ${from} were failed over. Users first; the CMS may stay on ${to}.`,
    '',
    ...commands(from, [
      `Invoke-CsPoolFailBack -PoolFqdn ${from} -Verbose   # up to 60 minutes`,
      ...edgeCommands(pair, from),
    ]),
    `If the CMS is on ${to} and is to go back: not soon after another move of it, and only with every witness naming the same server.`,
    '',
    ...commands(from, ['Invoke-CsManagementServerFailover -WhatIf', 'Invoke-CsManagementServerFailover']),
  ]);
}

function recover(pair: Pair, id: string, active: string, files: readonly string[]): string[] {
  const restore = [
    'Invoke-CsManagementServerFailover -Restore',
    'Export-CsConfiguration -FileName C:\\Temp\\configuration.zip',
    'Import-CsConfiguration -FileName C:\\Temp\\configuration.zip -LocalStore',
    'Invoke-CsManagementStoreReplication',
  ];
  return section('Recover: both servers or none hold the CMS', [
    'Discuss it with a second administrator first. Keep what there is before anything else:',
    '',
    ...[pair.primary, pair.backup].flatMap((server) =>
      commands(server, [`Export-CsConfiguration -LocalStore -FileName C:\\Temp\\${server}-local.zip`]),
    ),
    'Microsoft\'s repair ("Cannot perform CMS failover"): the four services run on both; then on the server P that',
    'Get-CsManagementConnection names:',
    '',
    ...commands('P', restore),
    'Then read every witness again. Another failover is another decision, not part of the repair.',
    '',
    `If that does not help, set ${id} (${files.join(', ')}) restores the CMS onto ${active}, the server it was taken from,`,
    'and onto no other. It deletes the database there: only with Microsoft support or an administrator who has done it.',
    'MASTER, FTA, REPLICA and LYNCBACKUP are stopped on both servers first, by name. Then:',
    '',
    ...commands(active, [
      `Install-CsDatabase -CentralManagementDatabase -Clean -SqlServerFqdn ${active} -SqlInstanceName ${pair.sqlInstance} -Verbose`,
      `Set-CsConfigurationStoreLocation -SqlServerFqdn ${active} -SqlInstanceName ${pair.sqlInstance} -Verbose`,
      'Import-CsConfiguration -FileName <this set>\\cms.zip',
      'Enable-CsTopology',
    ]),
    'Deployment Wizard step 1 and 2 there (apply the cumulative update again if step 2 added files), then:',
    '',
    ...commands(active, ['Import-CsLisConfiguration -FileName <this set>\\lis.zip', 'Publish-CsLisConfiguration']),
    'Start the four services there, prove that one server alone holds the CMS, and only then touch the other server.',
  ]);
}
