import type { CmdletUse } from '../types.js';
import { exportCsConfiguration } from './export-cs-configuration.js';
import { exportCsConfigurationLocalStore } from './export-cs-configuration-local-store.js';
import { exportCsLisConfiguration } from './export-cs-lis-configuration.js';
import { exportCsRgsConfiguration } from './export-cs-rgs-configuration.js';
import { getCsBackupServiceStatus } from './get-cs-backup-service-status.js';
import { getCsClsScenario } from './get-cs-cls-scenario.js';
import { getCsConfigurationStoreLocation } from './get-cs-configuration-store-location.js';
import { getCsLisLocation } from './get-cs-lis-location.js';
import { getCsLisPort } from './get-cs-lis-port.js';
import { getCsLisSubnet } from './get-cs-lis-subnet.js';
import { getCsLisSwitch } from './get-cs-lis-switch.js';
import { getCsLisWirelessAccessPoint } from './get-cs-lis-wireless-access-point.js';
import { getCsManagementConnection } from './get-cs-management-connection.js';
import { getCsManagementStoreReplicationStatus } from './get-cs-management-store-replication-status.js';
import { getCsManagementStoreStatus } from './get-cs-management-store-status.js';
import { getCsPoolBackupRelationship } from './get-cs-pool-backup-relationship.js';
import { getCsRegistrarConfiguration } from './get-cs-registrar-configuration.js';
import { getCsRegistrarConfigurationLocalStore } from './get-cs-registrar-configuration-local-store.js';
import { getCsRgsWorkflow } from './get-cs-rgs-workflow.js';
import { getCsServerPatchVersion } from './get-cs-server-patch-version.js';
import { getCsServiceApplicationServer } from './get-cs-service-application-server.js';
import { getCsServiceCentralManagement } from './get-cs-service-central-management.js';
import { getCsServiceEdgeServer } from './get-cs-service-edge-server.js';
import { getCsServiceRegistrar } from './get-cs-service-registrar.js';
import { getCsTopologyAsXml } from './get-cs-topology-as-xml.js';
import { getCsTopologyLocalStore } from './get-cs-topology-local-store.js';
import { getCsWindowsService } from './get-cs-windows-service.js';
import { getSfbBackupSet } from './get-sfb-backup-set.js';
import { getSfbCertificate } from './get-sfb-certificate.js';
import { getSfbCmsDatabase } from './get-sfb-cms-database.js';
import { getSfbEventLog } from './get-sfb-event-log.js';
import { getSfbGroupMember } from './get-sfb-group-member.js';
import { getSfbLocalAdmin } from './get-sfb-local-admin.js';
import { getSfbPowerShell } from './get-sfb-power-shell.js';
import { getSfbScp } from './get-sfb-scp.js';
import { getSfbSecondHop } from './get-sfb-second-hop.js';
import { getSfbShare } from './get-sfb-share.js';
import { getSfbSqlRight } from './get-sfb-sql-right.js';
import { getSfbTokenGroup } from './get-sfb-token-group.js';
import { getSfbXdsComponent } from './get-sfb-xds-component.js';
import { getSfbXdsState } from './get-sfb-xds-state.js';
import { importCsLisConfiguration } from './import-cs-lis-configuration.js';
import { importCsRgsConfiguration } from './import-cs-rgs-configuration.js';
import { invokeCsBackupServiceSync } from './invoke-cs-backup-service-sync.js';
import { invokeCsManagementServerFailover } from './invoke-cs-management-server-failover.js';
import { invokeCsManagementServerFailoverWhatIf } from './invoke-cs-management-server-failover-what-if.js';
import { invokeCsManagementStoreReplication } from './invoke-cs-management-store-replication.js';
import { invokeCsPoolFailOver } from './invoke-cs-pool-failover.js';
import { publishCsLisConfiguration } from './publish-cs-lis-configuration.js';
import { searchCsClsLogging } from './search-cs-cls-logging.js';
import { setCsEdgeServer } from './set-cs-edge-server.js';
import { showCsClsLogging } from './show-cs-cls-logging.js';
import { startCsClsLogging } from './start-cs-cls-logging.js';
import { startCsWindowsService } from './start-cs-windows-service.js';
import { stopCsClsLogging } from './stop-cs-cls-logging.js';
import { stopCsWindowsService } from './stop-cs-windows-service.js';
import { syncCsClsLogging } from './sync-cs-cls-logging.js';
import { testCsManagementServer } from './test-cs-management-server.js';

/** Every way this project calls a cmdlet or probe; the agent's allow-list is made from it. One line per use. */
export const cmdletUses = {
  'export-cs-configuration': exportCsConfiguration,
  'export-cs-configuration-local-store': exportCsConfigurationLocalStore,
  'export-cs-lis-configuration': exportCsLisConfiguration,
  'export-cs-rgs-configuration': exportCsRgsConfiguration,
  'get-cs-backup-service-status': getCsBackupServiceStatus,
  'get-cs-cls-scenario': getCsClsScenario,
  'get-cs-configuration-store-location': getCsConfigurationStoreLocation,
  'get-cs-lis-location': getCsLisLocation,
  'get-cs-lis-port': getCsLisPort,
  'get-cs-lis-subnet': getCsLisSubnet,
  'get-cs-lis-switch': getCsLisSwitch,
  'get-cs-lis-wireless-access-point': getCsLisWirelessAccessPoint,
  'get-cs-management-connection': getCsManagementConnection,
  'get-cs-management-store-replication-status': getCsManagementStoreReplicationStatus,
  'get-cs-management-store-status': getCsManagementStoreStatus,
  'get-cs-pool-backup-relationship': getCsPoolBackupRelationship,
  'get-cs-registrar-configuration': getCsRegistrarConfiguration,
  'get-cs-registrar-configuration-local-store': getCsRegistrarConfigurationLocalStore,
  'get-cs-rgs-workflow': getCsRgsWorkflow,
  'get-cs-server-patch-version': getCsServerPatchVersion,
  'get-cs-service-application-server': getCsServiceApplicationServer,
  'get-cs-service-central-management': getCsServiceCentralManagement,
  'get-cs-service-edge-server': getCsServiceEdgeServer,
  'get-cs-service-registrar': getCsServiceRegistrar,
  'get-cs-topology-as-xml': getCsTopologyAsXml,
  'get-cs-topology-local-store': getCsTopologyLocalStore,
  'get-cs-windows-service': getCsWindowsService,
  'get-sfb-backup-set': getSfbBackupSet,
  'get-sfb-certificate': getSfbCertificate,
  'get-sfb-cms-database': getSfbCmsDatabase,
  'get-sfb-event-log': getSfbEventLog,
  'get-sfb-group-member': getSfbGroupMember,
  'get-sfb-local-admin': getSfbLocalAdmin,
  'get-sfb-power-shell': getSfbPowerShell,
  'get-sfb-scp': getSfbScp,
  'get-sfb-second-hop': getSfbSecondHop,
  'get-sfb-share': getSfbShare,
  'get-sfb-sql-right': getSfbSqlRight,
  'get-sfb-token-group': getSfbTokenGroup,
  'get-sfb-xds-component': getSfbXdsComponent,
  'get-sfb-xds-state': getSfbXdsState,
  'import-cs-lis-configuration': importCsLisConfiguration,
  'import-cs-rgs-configuration': importCsRgsConfiguration,
  'invoke-cs-backup-service-sync': invokeCsBackupServiceSync,
  'invoke-cs-management-server-failover': invokeCsManagementServerFailover,
  'invoke-cs-management-server-failover-what-if': invokeCsManagementServerFailoverWhatIf,
  'invoke-cs-management-store-replication': invokeCsManagementStoreReplication,
  'invoke-cs-pool-failover': invokeCsPoolFailOver,
  'publish-cs-lis-configuration': publishCsLisConfiguration,
  'search-cs-cls-logging': searchCsClsLogging,
  'set-cs-edge-server': setCsEdgeServer,
  'show-cs-cls-logging': showCsClsLogging,
  'start-cs-cls-logging': startCsClsLogging,
  'start-cs-windows-service': startCsWindowsService,
  'stop-cs-cls-logging': stopCsClsLogging,
  'stop-cs-windows-service': stopCsWindowsService,
  'sync-cs-cls-logging': syncCsClsLogging,
  'test-cs-management-server': testCsManagementServer,
} satisfies Record<string, CmdletUse>;

export type CmdletUseName = keyof typeof cmdletUses;
