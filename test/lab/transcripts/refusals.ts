/** Calls the product refuses, and texts it gives, typed from sfb-facts (§ = its section) and kept apart from the lab. */
export interface Refusal {
  readonly facts: string;
  readonly cmdlet: string;
  readonly args: Readonly<Record<string, string | number | boolean>>;
  readonly server: string;
  /** Begin of the FullyQualifiedErrorId. */
  readonly id: string;
  readonly says: string;
}

const fe1 = 'fe1.domain.local';
const fe2 = 'fe2.domain.local';
const ambiguous = 'Parameter set cannot be resolved using the specified named parameters.';

export const refusals: readonly Refusal[] = [
  {
    facts: "§0.3, §8.1: the seed's spelling",
    cmdlet: 'Install-CsDatabase',
    args: { CentralManagementDatabase: true, SqlServerFqdn: fe1, ForInstance: 'RTC', Clean: true },
    server: fe1,
    id: 'AmbiguousParameterSet',
    says: ambiguous,
  },
  {
    facts: '§8.1: -BackupSqlServerFqdn needs -Force',
    cmdlet: 'Invoke-CsManagementServerFailover',
    args: { BackupSqlServerFqdn: fe2, Confirm: false },
    server: fe2,
    id: 'MissingMandatoryParameter',
    says: 'Force',
  },
  {
    facts: '§8.1: -Restore belongs to the other set',
    cmdlet: 'Invoke-CsManagementServerFailover',
    args: { BackupSqlServerFqdn: fe2, Force: true, Restore: true },
    server: fe2,
    id: 'AmbiguousParameterSet',
    says: ambiguous,
  },
  {
    facts: '§3.10, §8.1: two role switches',
    cmdlet: 'Get-CsService',
    args: { CentralManagement: true, Registrar: true },
    server: fe1,
    id: 'AmbiguousParameterSet',
    says: ambiguous,
  },
  {
    facts: '§3.14: either a file or bytes',
    cmdlet: 'Export-CsConfiguration',
    args: { FileName: 'c:\\x.zip', AsBytes: true },
    server: fe1,
    id: 'AmbiguousParameterSet',
    says: ambiguous,
  },
  {
    facts: '§3.6: -BackupModule is no parameter of this cmdlet',
    cmdlet: 'Get-CsBackupServiceStatus',
    args: { PoolFqdn: fe1, BackupModule: 'CentralMgmt.CMSMaster' },
    server: fe1,
    id: 'NamedParameterNotFound',
    says: "A parameter cannot be found that matches parameter name 'BackupModule'.",
  },
  {
    facts: '§3.4: the Edge still has the pool as its next hop (two spaces as published)',
    cmdlet: 'Invoke-CsPoolFailOver',
    args: { PoolFqdn: fe1, Confirm: false },
    server: fe2,
    id: 'EdgeNextHop',
    says: 'This Front-end pool "fe1.domain.local" is specified in topology as the next hop for the Edge server. Failing over this pool may cause External access/Federation/Split-domain/XMPP features to stop working. Please use Topology Builder to change the Edge internal next hop setting to point to a different Front-end pool,  before you proceed.',
  },
  {
    facts: '§3.20: a name that is no service of the server',
    cmdlet: 'Get-CsWindowsService',
    args: { Name: 'RTCBACKUP' },
    server: fe1,
    id: 'ServiceNotFound',
    says: 'Cannot find service "RTCBACKUP"',
  },
  {
    facts: '§3.1 and SUP-CMS: the server that is active is not in Backup mode',
    cmdlet: 'Invoke-CsManagementServerFailover',
    args: { Confirm: false },
    server: fe1,
    id: 'NotInBackupMode',
    says: 'Cannot fail over the Central Management Server. The new Central Management Store located at "fe1.domain.local" is not in Backup mode.',
  },
  {
    facts: '§3.17: -Clean and -Update exclude each other (text UNVERIFIED)',
    cmdlet: 'Install-CsDatabase',
    args: { CentralManagementDatabase: true, SqlServerFqdn: fe1, SqlInstanceName: 'rtc', Clean: true, Update: true },
    server: fe1,
    id: 'CleanAndUpdate',
    says: 'Clean and Update',
  },
  {
    facts: '§3.17: -NoReindex only with -Update (text UNVERIFIED)',
    cmdlet: 'Install-CsDatabase',
    args: { CentralManagementDatabase: true, SqlServerFqdn: fe1, SqlInstanceName: 'rtc', NoReindex: true },
    server: fe1,
    id: 'NoReindexWithoutUpdate',
    says: 'NoReindex',
  },
  {
    facts: '§3.17: -Backup belongs to the CMS alone',
    cmdlet: 'Install-CsDatabase',
    args: { DatabaseType: 'CentralMgmt', SqlServerFqdn: fe1, Backup: true },
    server: fe1,
    id: 'AmbiguousParameterSet',
    says: ambiguous,
  },
  ...['Import-CsConfiguration', 'Import-CsLisConfiguration'].map((cmdlet) => ({
    facts: '§3.14, §3.15: either a file or bytes',
    cmdlet,
    args: { FileName: 'c:\\x.zip', ByteInput: 80 },
    server: fe1,
    id: 'AmbiguousParameterSet',
    says: ambiguous,
  })),
  {
    facts: '§3.10: either one service or those a pattern fits',
    cmdlet: 'Get-CsService',
    args: { Identity: `Registrar:${fe1}`, Filter: 'Registrar:*' },
    server: fe1,
    id: 'AmbiguousParameterSet',
    says: ambiguous,
  },
  {
    facts: '§3.20: a single name, no wildcards',
    cmdlet: 'Get-CsWindowsService',
    args: { Name: 'RTC*' },
    server: fe1,
    id: 'ServiceNotFound',
    says: 'Cannot find service "RTC*"',
  },
];

/** §2.1: which cmdlets have no -WhatIf, no -Force, no -Report. Where a cell says "yes" it is not listed. */
export const missing: Readonly<Record<'WhatIf' | 'Force' | 'Report', readonly string[]>> = {
  WhatIf: [
    'Invoke-CsBackupServiceSync',
    'Invoke-CsManagementStoreReplication',
    'Get-CsManagementStoreReplicationStatus',
    'Get-CsManagementConnection',
    'Get-CsService',
    'Get-CsTopology',
    'Get-CsPoolBackupRelationship',
    'Get-CsBackupServiceStatus',
    'Get-CsConfigurationStoreLocation',
    'Export-CsConfiguration',
    'Import-CsConfiguration',
    'Export-CsLisConfiguration',
    'Import-CsLisConfiguration',
    'Export-CsRgsConfiguration',
    'Import-CsRgsConfiguration',
    'Test-CsReplica',
    'Test-CsManagementServer',
    'Get-CsWindowsService',
    'Start-CsClsLogging',
    'Stop-CsClsLogging',
    'Show-CsClsLogging',
    'Search-CsClsLogging',
    'Update-CsClsLogging',
    'Sync-CsClsLogging',
  ],
  Force: [
    'Get-CsManagementStoreReplicationStatus',
    'Get-CsManagementConnection',
    'Get-CsService',
    'Get-CsTopology',
    'Get-CsConfigurationStoreLocation',
    'Export-CsLisConfiguration',
    'Import-CsLisConfiguration',
    'Test-CsDatabase',
    'Test-CsReplica',
    'Test-CsManagementServer',
    'Get-CsWindowsService',
    'Start-CsClsLogging',
  ],
  Report: [
    'Invoke-CsPoolFailOver',
    'Invoke-CsPoolFailBack',
    'Invoke-CsBackupServiceSync',
    'Invoke-CsManagementStoreReplication',
    'Get-CsManagementStoreReplicationStatus',
    'Get-CsManagementConnection',
    'Get-CsService',
    'Get-CsTopology',
    'Get-CsPoolBackupRelationship',
    'Get-CsBackupServiceStatus',
    'Set-CsManagementServer',
    'Set-CsEdgeServer',
    'Export-CsConfiguration',
    'Import-CsConfiguration',
    'Export-CsLisConfiguration',
    'Import-CsLisConfiguration',
    'Export-CsRgsConfiguration',
    'Import-CsRgsConfiguration',
    'Start-CsClsLogging',
  ],
};

/** §2.1: cmdlets with -WhatIf, with the least they have to be told; -WhatIf changes nothing and talks to the host. */
export const whatIf: readonly { readonly cmdlet: string; readonly args: Readonly<Record<string, string | boolean>> }[] =
  [
    { cmdlet: 'Invoke-CsManagementServerFailover', args: {} },
    { cmdlet: 'Invoke-CsManagementServerFailover', args: { BackupSqlServerFqdn: fe2, Force: true } },
    { cmdlet: 'Invoke-CsPoolFailOver', args: { PoolFqdn: fe2 } },
    { cmdlet: 'Set-CsConfigurationStoreLocation', args: { SqlServerFqdn: fe2, SqlInstanceName: 'rtc' } },
    { cmdlet: 'Set-CsManagementServer', args: { Identity: fe2 } },
    {
      cmdlet: 'Set-CsEdgeServer',
      args: { Identity: 'EdgeServer:edgepool.domain.local', Registrar: `Registrar:${fe2}` },
    },
    {
      cmdlet: 'Install-CsDatabase',
      args: { CentralManagementDatabase: true, SqlServerFqdn: fe2, SqlInstanceName: 'rtc', Clean: true },
    },
    {
      cmdlet: 'Uninstall-CsDatabase',
      args: { CentralManagementDatabase: true, SqlServerFqdn: fe2, SqlInstanceName: 'rtc' },
    },
    { cmdlet: 'Enable-CsTopology', args: {} },
    { cmdlet: 'Enable-CsReplica', args: {} },
    { cmdlet: 'Publish-CsLisConfiguration', args: {} },
    { cmdlet: 'Stop-CsWindowsService', args: { Name: 'MASTER' } },
    { cmdlet: 'Start-CsWindowsService', args: { Name: 'MASTER' } },
  ];

/** §3.1, seed: what the failover cmdlet says each minute while it can't verify what it has done. */
export const retried = (minutes: number) =>
  `Backup Central Management Store state is Active, the expected status is Backup. Note that if the local replica is out of date, the topology document may be obsolete. Ensure that the local replica is up to date, and run Test Management Server Cmdlet. Central management server verification failed. Verification execution will be retried once a minute for ${minutes} more minutes. Since Failover has already finished, the user can press Ctrl + c to end the current verification task at any time, and Failover will not be affected`;

/** SUP-CMS scenario 2 and §3.9. */
export const tooSoon = {
  failover:
    'Invoke-CSManagementServerFailover: Central Management Server cannot be moved to pool fe2.domain.local because either a previous failover attempt failover or there is already a failover in progress. If the central management server was recently moved to another pool this condition might be caused by a delay in Active Directory Replication',
  replication:
    '###50020:XDSForceReplication: This central management store is being moved to another location. No changes can be made until this move is complete',
};
