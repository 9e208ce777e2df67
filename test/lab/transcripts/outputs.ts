/**
 * What the product's getters give, typed from sfb-facts (§ = its section) and kept apart from the lab. `names` are the
 * property names in their order, `says` the values that are certain on a healthy pair with the CMS on fe1. Names that are
 * UNVERIFIED there are marked; a transcript of a real site replaces them when it comes.
 */
export interface Output {
  readonly facts: string;
  readonly cmdlet: string;
  readonly args: Readonly<Record<string, string | number | boolean>>;
  readonly server: string;
  readonly type: string;
  readonly names: readonly string[];
  readonly says: readonly Readonly<Record<string, unknown>>[];
}

const jump = 'jump.domain.local';
const fe1 = 'fe1.domain.local';
const fe2 = 'fe2.domain.local';
export const serviceEnd = ['DependentServiceList', 'ServiceId', 'SiteId', 'PoolFqdn', 'Version', 'Role'];

export const outputs: readonly Output[] = [
  {
    facts: '§3.8',
    cmdlet: 'Get-CsManagementStoreReplicationStatus',
    args: {},
    server: jump,
    type: 'Microsoft.Rtc.Management.Xds.ReplicaState',
    names: ['UpToDate', 'ReplicaFqdn', 'LastStatusReport', 'LastUpdateCreation', 'ProductVersion'],
    says: [
      { UpToDate: true, ReplicaFqdn: 'edge1.domain.local' },
      { UpToDate: true, ReplicaFqdn: fe1 },
      { UpToDate: true, ReplicaFqdn: fe2 },
    ],
  },
  {
    facts: '§3.8 (ActiveMasterLastHeartbeat, ActiveFileTransferAgentLastHeartbeat, DeletedReplicas UNVERIFIED)',
    cmdlet: 'Get-CsManagementStoreReplicationStatus',
    args: { CentralManagementStoreStatus: true },
    server: jump,
    type: 'Microsoft.Rtc.Management.Xds.CentralManagementStoreStatusResult',
    names: [
      'LastUpdatedOn',
      'ActiveMasterFqdn',
      'ActiveMasterLastHeartbeat',
      'ActiveFileTransferAgentFqdn',
      'ActiveFileTransferAgentLastHeartbeat',
      'ActiveReplicas',
      'DeletedReplicas',
    ],
    says: [{ ActiveMasterFqdn: fe1, ActiveFileTransferAgentFqdn: fe1, DeletedReplicas: [] }],
  },
  {
    facts: '§3.10 (prefix of Identity UNVERIFIED)',
    cmdlet: 'Get-CsService',
    args: { CentralManagement: true },
    server: jump,
    type: 'Microsoft.Rtc.Management.Xds.DisplayCentralManagement',
    names: ['Identity', 'Active', ...serviceEnd],
    says: [
      { Active: true, PoolFqdn: fe1, SiteId: 'Site:London', Version: 8, ServiceId: '1-CentralMgmt-1' },
      { Active: false, PoolFqdn: fe2, SiteId: 'Site:Leeds', Version: 8, ServiceId: '2-CentralMgmt-2' },
    ],
  },
  {
    facts: '§3.10 -EdgeServer, spelling as captured',
    cmdlet: 'Get-CsService',
    args: { EdgeServer: true },
    server: jump,
    type: 'Microsoft.Rtc.Management.Xds.DisplayEdgeServer',
    names: [
      'Identity',
      'Registrar',
      'AccessEdgeInternalSipPort',
      'AccessEdgeExternalSipPort',
      'AccessEdgeClientPort',
      'DataPsomServerPort',
      'DataPsomClientPort',
      'MediaRelayAuthEdgePort',
      'MediaRelayAuthInternalTurnTcpPort',
      'MediaRelayAuthExternalTurnTcpPort',
      'MediaRelayAuthInternalTurnUdpPort',
      'MediaRelayAuthExternalTurnUdpPort',
      'MediaCommunicationPortStart',
      'MediaComunicationPortCount',
      'AccessEdgeExternalFqdn',
      'DataEdgeExternalFqdn',
      'AVEdgeExternalFqdn',
      'InternalInterfaceFqdn',
      'ExternalMrasFqdn',
      ...serviceEnd,
    ],
    says: [{ Registrar: `Registrar:${fe1}`, AccessEdgeInternalSipPort: 5061, MediaComunicationPortCount: 10000 }],
  },
  {
    facts: '§3.10 -CentralManagementDatabase',
    cmdlet: 'Get-CsService',
    args: { CentralManagementDatabase: true },
    server: jump,
    type: 'Microsoft.Rtc.Management.Xds.DisplayCentralManagementDatabase',
    names: ['Identity', 'SqlInstanceName', ...serviceEnd],
    says: [
      { PoolFqdn: fe1, SqlInstanceName: 'rtc' },
      { PoolFqdn: fe2, SqlInstanceName: 'rtc' },
    ],
  },
  {
    facts: '§3.3',
    cmdlet: 'Get-CsManagementConnection',
    args: {},
    server: fe2,
    type: 'Microsoft.Rtc.Management.Xds.ManagementConnection',
    names: [
      'StoreProvider',
      'Connection',
      'ReadOnly',
      'SqlServer',
      'SqlInstance',
      'MirrorSqlServer',
      'MirrorSqlInstance',
    ],
    says: [{ StoreProvider: 'Sql', SqlServer: fe1, SqlInstance: 'rtc', MirrorSqlServer: null }],
  },
  {
    facts: '§3.3 (MirrorBackEndServer UNVERIFIED)',
    cmdlet: 'Get-CsConfigurationStoreLocation',
    args: {},
    server: jump,
    type: 'Microsoft.Rtc.Management.Deploy.ConfigurationStoreLocation',
    names: ['BackEndServer', 'MirrorBackEndServer'],
    says: [{ BackEndServer: 'fe1.domain.local\\rtc' }],
  },
  {
    facts: '§3.5 (both names UNVERIFIED)',
    cmdlet: 'Get-CsPoolBackupRelationship',
    args: { PoolFqdn: fe2 },
    server: jump,
    type: 'Microsoft.Rtc.Management.Hadr.BackupService.BackupRelation',
    names: ['PoolFqdn', 'BackupPoolFqdn'],
    says: [{ PoolFqdn: fe2, BackupPoolFqdn: fe1 }],
  },
  {
    facts: '§3.6, captured on a pool that is not the active CMS (top level names but BackupModules UNVERIFIED)',
    cmdlet: 'Get-CsBackupServiceStatus',
    args: { PoolFqdn: fe2 },
    server: jump,
    type: 'System.Object',
    names: ['ActiveMachineFqdn', 'OverallExportStatus', 'OverallImportStatus', 'BackupModules'],
    says: [
      {
        BackupModules: [
          { Identity: 'UserServices.PresenceFocus', ExportStatus: 'FinalState', ImportStatus: 'NormalState' },
          { Identity: 'ConfServices.DataConf', ExportStatus: 'FinalState', ImportStatus: 'NormalState' },
          { Identity: 'CentralMgmt.CMSMaster', ExportStatus: 'NotInitialized', ImportStatus: 'NormalState' },
        ],
      },
    ],
  },
  {
    facts: '§3.6: on the active pool the pattern of CMSMaster reverses (import value UNVERIFIED)',
    cmdlet: 'Get-CsBackupServiceStatus',
    args: { PoolFqdn: fe1, Category: 'CMS' },
    server: jump,
    type: 'System.Object',
    names: ['ActiveMachineFqdn', 'OverallExportStatus', 'OverallImportStatus', 'BackupModules'],
    says: [
      {
        BackupModules: [
          { Identity: 'CentralMgmt.CMSMaster', ExportStatus: 'FinalState', ImportStatus: 'NotInitialized' },
        ],
      },
    ],
  },
  {
    facts: '§3.20 (ActivityLevel UNVERIFIED)',
    cmdlet: 'Get-CsWindowsService',
    args: { Name: 'MASTER', ExcludeActivityLevel: true },
    server: fe2,
    type: 'Microsoft.Rtc.Management.Deployment.Core.NTService',
    names: ['Name', 'DisplayName', 'Status', 'StartType', 'RoleName', 'ActivityLevel'],
    says: [{ Name: 'MASTER', DisplayName: 'Skype for Business Server Master Replicator Agent', Status: 'Running' }],
  },
  {
    facts: '§3.13',
    cmdlet: 'Get-CsUserPoolInfo',
    args: { Identity: 'Ken Myer' },
    server: jump,
    type: 'Microsoft.Rtc.Management.Xds.GetOCsUserPoolInfoCmdlet+UserInformation',
    names: [
      'Identity',
      'PrimaryPoolFqdn',
      'BackupPoolFqdn',
      'PrimaryPoolMachinesInPreferredOrder',
      'PrimaryPoolPrimaryRegistrar',
      'PrimaryPoolBackupRegistrars',
      'BackupPoolPrimaryRegistrar',
    ],
    says: [{ PrimaryPoolFqdn: fe1, BackupPoolFqdn: fe2, BackupPoolPrimaryRegistrar: fe2 }],
  },
  {
    facts: '§3.13',
    cmdlet: 'Get-CsUserReplicatorConfiguration',
    args: {},
    server: jump,
    type: 'Microsoft.Rtc.Management.WritableConfig.Settings.UserReplicator.UserReplicatorConfiguration',
    names: [
      'Identity',
      'ADDomainNamingContextList',
      'DomainControllerList',
      'ReplicationCycleInterval',
      'SkipFirstSyncAllowedDowntime',
    ],
    says: [{ Identity: 'Global', ReplicationCycleInterval: '00:01:00', SkipFirstSyncAllowedDowntime: '02:00:00' }],
  },
  {
    facts: '§3.6',
    cmdlet: 'Get-CsBackupServiceConfiguration',
    args: {},
    server: jump,
    type: 'Microsoft.Rtc.Management.WritableConfig.Settings.BackupService.BackupServiceConfiguration',
    names: [
      'Identity',
      'SyncInterval',
      'MaxConcurrentCalls',
      'MaxBatchesPerCmsSync',
      'MaxBatchesPerUserStoreSync',
      'MaxDataConfPackageSizeKB',
      'AuthorizedUniversalGroups',
      'AuthorizedLocalAccounts',
      'EnableRgsBackupService',
    ],
    says: [{ SyncInterval: '00:02:00', MaxConcurrentCalls: 10, MaxDataConfPackageSizeKB: 102400 }],
  },
];
