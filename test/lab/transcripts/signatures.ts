/**
 * How the product's cmdlets may be called, one row per parameter set, typed from sfb-facts (§ = its section) and from the
 * page of the reference that it cites as PS where it only names the cmdlet; kept apart from the lab. `syntax` is written as
 * `Get-Help` writes it: without brackets mandatory, `[-Name] <Type>` may be given by its place. A switch that chooses its
 * set is mandatory there (§3.10, §3.17). `piped`: taken from the pipeline, where the facts say so.
 */
export interface Signature {
  readonly facts: string;
  readonly cmdlet: string;
  /** '' where the cmdlet has one set, which the reference does not name. */
  readonly set: string;
  readonly syntax: string;
  readonly piped?: string;
}

const change = '[-WhatIf] [-Confirm]';
const deploy = `[-Force] [-Report <String>] ${change}`;
const database =
  '[-Clean] [-Update] [-DatabasePaths <String[]>] [-DatabasePathMap <Hashtable>] [-UseDefaultSqlPaths] [-NoReindex] ' +
  `[-SkipPrepareCheck] [-GlobalCatalog <Fqdn>] [-GlobalSettingsDomainController <Fqdn>] ${deploy}`;
const local = `[-GlobalCatalog <Fqdn>] [-GlobalSettingsDomainController <Fqdn>] ${deploy}`;
const scoped = '[-Computers <String[]>] [-Pools <String[]>] [-AsXml]';
const cleared = '[-LeaveClsAgentRunning] [-LeaveWebServerRunning]';

/** A cmdlet with one set. */
const one = (facts: string, cmdlet: string, syntax: string, piped?: string): Signature => ({
  facts,
  cmdlet,
  set: '',
  syntax,
  ...(piped === undefined ? {} : { piped }),
});

/** A cmdlet with several, by their names. */
const several = (
  facts: string,
  cmdlet: string,
  sets: Readonly<Record<string, string>>,
  piped: Readonly<Record<string, string>> = {},
): Signature[] =>
  Object.entries(sets).map(([set, syntax]) => ({
    ...one(facts, cmdlet, syntax, piped[set]),
    set,
  }));

/** Settings that are kept per scope are all read alike. */
const settings = (facts: string, cmdlet: string) =>
  several(facts, cmdlet, {
    Identity: '[[-Identity] <XdsIdentity>] [-LocalStore]',
    Filter: '[-Filter <String>] [-LocalStore]',
  });

/** §3.10; its set of -ConferencingServer has the name of the alias. */
const roles = [
  'ApplicationDatabase',
  'ApplicationServer',
  'ArchivingDatabase',
  'ArchivingServer',
  'BackupServer',
  'CentralManagement',
  'CentralManagementDatabase',
  'Director',
  'EdgeServer',
  'FileStore',
  'LegalInterceptServer',
  'ManagementServer',
  'MediationServer',
  'MonitoringDatabase',
  'MonitoringServer',
  'PersistentChatComplianceDatabase',
  'PersistentChatDatabase',
  'PersistentChatServer',
  'ProvisionDatabase',
  'ProvisionServer',
  'PstnGateway',
  'Registrar',
  'TrustedApplicationPool',
  'UserDatabase',
  'UserServer',
  'VideoGateway',
  'VideoInteropServer',
  'WacServer',
  'WebServer',
];

export const signatures: readonly Signature[] = [
  one('§3.18', 'Enable-CsReplica', local),
  one('§3.18: -SkipPrepareCheck is a Boolean here', 'Enable-CsTopology', `[-SkipPrepareCheck <Boolean>] ${local}`),
  ...several('§3.14', 'Export-CsConfiguration', {
    FileName: '[-FileName] <String> [-Force] [-LocalStore]',
    AsBytes: '-AsBytes [-Force] [-LocalStore]',
  }),
  ...several('§3.15', 'Export-CsLisConfiguration', { FileName: '[-FileName] <String>', AsBytes: '-AsBytes' }),
  one(
    '§3.16',
    'Export-CsRgsConfiguration',
    '-FileName <String> -Source <RgsIdentity> [-Owner <RgsIdentity>] [-RemoveExportedConfiguration] [-Force]',
  ),
  ...settings('§3.6', 'Get-CsBackupServiceConfiguration'),
  one('§3.6', 'Get-CsBackupServiceStatus', '-PoolFqdn <Fqdn> [-Category <BackupCategory>] [-Force]'),
  ...settings('§3.22', 'Get-CsClsScenario'),
  one('§3.3', 'Get-CsConfigurationStoreLocation', '[-GlobalSettingsDomainController <Fqdn>] [-Report <String>]'),
  one('PS', 'Get-CsLisLocation', '[-Unreferenced]'),
  one('PS', 'Get-CsLisPort', ''),
  one('PS', 'Get-CsLisSubnet', ''),
  one('PS', 'Get-CsLisSwitch', ''),
  one('PS', 'Get-CsLisWirelessAccessPoint', ''),
  one('§3.3: no parameters of its own', 'Get-CsManagementConnection', ''),
  one(
    '§3.8',
    'Get-CsManagementStoreReplicationStatus',
    '[[-ReplicaFqdn] <String>] [-CentralManagementStoreStatus]',
    'ReplicaFqdn CentralManagementStoreStatus',
  ),
  one('§3.5', 'Get-CsPoolBackupRelationship', '-PoolFqdn <Fqdn> [-Force] [-LocalStore]'),
  ...settings('domain-notes 1.9', 'Get-CsRegistrarConfiguration'),
  one(
    'PS',
    'Get-CsRgsWorkflow',
    '[[-Identity] <RgsIdentity>] [-Name <String>] [-Owner <RgsIdentity>] [-ShowAll]',
    'Identity',
  ),
  one('§3.21', 'Get-CsServerPatchVersion', '[-Report <String>]'),
  ...several('§3.10', 'Get-CsService', {
    Identity: '[[-Identity] <XdsGlobalRelativeIdentity>] [-PoolFqdn <String>]',
    Filter: '[-Filter <String>] [-PoolFqdn <String>]',
    ...Object.fromEntries(roles.map((role) => [role, `-${role} [-PoolFqdn <String>]`])),
    ConferenceServer: '-ConferencingServer [-PoolFqdn <String>]',
  }),
  one('§3.12', 'Get-CsTopology', '[-AsXml] [-LocalStore]'),
  one('§3.13', 'Get-CsUserPoolInfo', '[-Identity] <UserIdParameter> [-LocalStore]', 'Identity'),
  ...settings('§3.13', 'Get-CsUserReplicatorConfiguration'),
  one(
    '§3.20',
    'Get-CsWindowsService',
    '[[-Name] <String>] [-ComputerName <String>] [-ExcludeActivityLevel] [-Report <String>]',
  ),
  ...several(
    '§3.14',
    'Import-CsConfiguration',
    {
      FileName: '[-FileName] <String> [-Force] [-LocalStore]',
      ByteInput: '[-ByteInput] <Byte[]> [-Force] [-LocalStore]',
    },
    { ByteInput: 'ByteInput' },
  ),
  ...several(
    '§3.15',
    'Import-CsLisConfiguration',
    { FileName: '[-FileName] <String>', ByteInput: '[-ByteInput] <Byte[]>' },
    { ByteInput: 'ByteInput' },
  ),
  one(
    '§3.16',
    'Import-CsRgsConfiguration',
    '-FileName <String> -Destination <RgsIdentity> [-OverwriteOwner] [-ReplaceExistingRgsSettings] [-ResolveNameConflicts] [-Force]',
  ),
  ...several('§3.17', 'Install-CsDatabase', {
    ByCMS: `-CentralManagementDatabase -SqlServerFqdn <Fqdn> [-SqlInstanceName <String>] [-Backup] [-Collocated] ${database}`,
    ByDatabase: `-DatabaseType <DatabaseNameType> -SqlServerFqdn <Fqdn> [-SqlInstanceName <String>] [-Collocated] ${database}`,
    ByConfigured: `-ConfiguredDatabases -SqlServerFqdn <Fqdn> [-ForInstance <String>] [-ForDefaultInstance] [-ExcludeCollocatedStores] ${database}`,
    ByLocal: `-LocalDatabases [-ForInstance <String>] [-ForDefaultInstance] ${database}`,
  }),
  one('§3.7', 'Invoke-CsBackupServiceSync', '-PoolFqdn <Fqdn> [-BackupModule <String>] [-Force]', 'PoolFqdn'),
  ...several('§3.1', 'Invoke-CsManagementServerFailover', {
    DisasterRecovery:
      '-BackupSqlServerFqdn <Fqdn> [-BackupSqlInstanceName <String>] [-BackupMirrorSqlServerFqdn <Fqdn>] ' +
      `[-BackupMirrorSqlInstanceName <String>] -Force [-Report <String>] ${change}`,
    Normal: `[-Restore] [-Report <String>] ${change}`,
  }),
  one('§3.9', 'Invoke-CsManagementStoreReplication', '[[-ReplicaFqdn] <String>] [-Force]'),
  one(
    '§3.4',
    'Invoke-CsPoolFailBack',
    `-PoolFqdn <Fqdn> [-DisasterMode] [-WaitTime <TimeSpan>] [-DatabaseCommandTimeoutInSeconds <Int32>] [-SkipDataVerification] [-Force] ${change}`,
  ),
  one(
    '§3.4',
    'Invoke-CsPoolFailOver',
    '-PoolFqdn <Fqdn> [-DisasterMode] [-FlushStorageService] [-WaitTime <TimeSpan>] ' +
      `[-DatabaseCommandTimeoutInSeconds <Int32>] [-ServicesStopDelayMins <Int32>] [-SkipDataVerification] [-Force] ${change}`,
  ),
  // What chooses the other four sets of §3.2 is not documented: they list nothing that this one has not.
  ...several('§3.2', 'Move-CsManagementServer', {
    FromBackup: `[-ConfigurationFileName <String>] [-LisConfigurationFileName <String>] [-TargetFqdn <Fqdn>] ${deploy}`,
  }),
  one('PS', 'Publish-CsLisConfiguration', `[-Force] ${change}`),
  one(
    '§3.22',
    'Search-CsClsLogging',
    `${scoped} [-StartTime <DateTime>] [-EndTime <DateTime>] [-Components <String[]>] [-LogLevel <String>] [-MatchAll] ` +
      '[-MatchAny] [-OutputFilePath <String>] [-SkipNetworkLogs] [-Uri <String>] [-CallId <String>] [-ConferenceId <String>] ' +
      '[-IP <IPAddress>] [-Phone <String>] [-SipContents <String>] [-CorrelationIds <String[]>]',
  ),
  one(
    '§3.3',
    'Set-CsConfigurationStoreLocation',
    '-SqlServerFqdn <Fqdn> [-SqlInstanceName <String>] [-MirrorSqlServerFqdn <Fqdn>] [-MirrorSqlInstanceName <String>] ' +
      `[-SkipLookup] [-GlobalSettingsDomainController <Fqdn>] ${deploy}`,
  ),
  one(
    '§3.11, names of its ports PS',
    'Set-CsEdgeServer',
    '[[-Identity] <XdsGlobalRelativeIdentity>] [-Registrar <String>] [-AccessEdgeClientSipPort <UInt16>] ' +
      '[-AccessEdgeExternalSipPort <UInt16>] [-AccessEdgeInternalSipPort <UInt16>] [-DataPsomClientPort <UInt16>] ' +
      '[-DataPsomServerPort <UInt16>] [-MediaCommunicationPortCount <UInt16>] [-MediaCommunicationPortStart <UInt16>] ' +
      '[-MediaRelayAuthEdgePort <UInt16>] [-MediaRelayExternalTurnTcpPort <UInt16>] [-MediaRelayExternalTurnUdpPort <UInt16>] ' +
      '[-MediaRelayInternalTurnTcpPort <UInt16>] [-MediaRelayInternalTurnUdpPort <UInt16>] [-XmppInternalPort <UInt16>] ' +
      `[-XmppListeningPort <UInt16>] [-SkypeSearchProxyPort <UInt16>] [-Force] ${change}`,
  ),
  one(
    '§3.3',
    'Set-CsManagementServer',
    `[[-Identity] <XdsGlobalRelativeIdentity>] [-ReplicationServicePort <UInt16>] [-Force] ${change}`,
  ),
  one('§3.22', 'Show-CsClsLogging', scoped),
  one('§3.22', 'Start-CsClsLogging', `-Scenario <String> [-Duration <String>] ${scoped}`),
  ...several(
    '§3.20, -InputObject PS',
    'Start-CsWindowsService',
    {
      Name: `[[-Name] <String>] [-ComputerName <String>] [-NoWait] ${deploy}`,
      InputObject: `-InputObject <NTService> [-NoWait] ${deploy}`,
    },
    { InputObject: 'InputObject' },
  ),
  one('§3.22', 'Stop-CsClsLogging', `-Scenario <String> ${scoped}`),
  ...several(
    '§3.20',
    'Stop-CsWindowsService',
    {
      Name: `[[-Name] <String>] [-ComputerName <String>] [-Graceful] [-NoWait] ${cleared} ${deploy}`,
      InputObject: `-InputObject <NTService> [-Graceful] [-NoWait] ${cleared} ${deploy}`,
    },
    { InputObject: 'InputObject' },
  ),
  one('§3.22', 'Sync-CsClsLogging', scoped),
  ...several('§3.21', 'Test-CsDatabase', {
    ByCMS: `-CentralManagementDatabase [-SqlServerFqdn <Fqdn>] [-SqlInstanceName <String>] [-Report <String>] ${change}`,
    ByConfigured: `-ConfiguredDatabases -SqlServerFqdn <Fqdn> [-Report <String>] ${change}`,
    ByDatabase: `-DatabaseType <DatabaseNameType> -SqlServerFqdn <Fqdn> [-SqlInstanceName <String>] [-Report <String>] ${change}`,
    ByLocal: `-LocalService [-Report <String>] ${change}`,
  }),
  one('§3.21', 'Test-CsManagementServer', '[-Report <String>]'),
  one('§3.21', 'Test-CsReplica', '[-GlobalCatalog <Fqdn>] [-GlobalSettingsDomainController <Fqdn>] [-Report <String>]'),
  ...several('§3.3, ByDatabase PS', 'Uninstall-CsDatabase', {
    ByCMS: `-CentralManagementDatabase -SqlServerFqdn <Fqdn> [-SqlInstanceName <String>] [-Detach] ${deploy}`,
    ByDatabase: `-DatabaseType <DatabaseNameType> -SqlServerFqdn <Fqdn> [-SqlInstanceName <String>] [-Detach] ${deploy}`,
  }),
  one('§3.22', 'Update-CsClsLogging', `-Duration <String> ${scoped}`),
];
