import type { CmdletUse } from '../types.js';
import { getCsBackupServiceStatus } from './get-cs-backup-service-status.js';
import { getCsConfigurationStoreLocation } from './get-cs-configuration-store-location.js';
import { getCsManagementConnection } from './get-cs-management-connection.js';
import { getCsManagementStoreReplicationStatus } from './get-cs-management-store-replication-status.js';
import { getCsManagementStoreStatus } from './get-cs-management-store-status.js';
import { getCsPoolBackupRelationship } from './get-cs-pool-backup-relationship.js';
import { getCsRegistrarConfiguration } from './get-cs-registrar-configuration.js';
import { getCsRegistrarConfigurationLocalStore } from './get-cs-registrar-configuration-local-store.js';
import { getCsServiceCentralManagement } from './get-cs-service-central-management.js';
import { getCsServiceEdgeServer } from './get-cs-service-edge-server.js';
import { getCsServiceRegistrar } from './get-cs-service-registrar.js';
import { getCsTopologyAsXml } from './get-cs-topology-as-xml.js';
import { getCsTopologyLocalStore } from './get-cs-topology-local-store.js';
import { getCsWindowsService } from './get-cs-windows-service.js';
import { getSfbScp } from './get-sfb-scp.js';
import { getSfbXdsComponent } from './get-sfb-xds-component.js';
import { getSfbXdsState } from './get-sfb-xds-state.js';

/** Every way this project calls a cmdlet or probe; the agent's allow-list is made from it. One line per use. */
export const cmdletUses = {
  'get-cs-backup-service-status': getCsBackupServiceStatus,
  'get-cs-configuration-store-location': getCsConfigurationStoreLocation,
  'get-cs-management-connection': getCsManagementConnection,
  'get-cs-management-store-replication-status': getCsManagementStoreReplicationStatus,
  'get-cs-management-store-status': getCsManagementStoreStatus,
  'get-cs-pool-backup-relationship': getCsPoolBackupRelationship,
  'get-cs-registrar-configuration': getCsRegistrarConfiguration,
  'get-cs-registrar-configuration-local-store': getCsRegistrarConfigurationLocalStore,
  'get-cs-service-central-management': getCsServiceCentralManagement,
  'get-cs-service-edge-server': getCsServiceEdgeServer,
  'get-cs-service-registrar': getCsServiceRegistrar,
  'get-cs-topology-as-xml': getCsTopologyAsXml,
  'get-cs-topology-local-store': getCsTopologyLocalStore,
  'get-cs-windows-service': getCsWindowsService,
  'get-sfb-scp': getSfbScp,
  'get-sfb-xds-component': getSfbXdsComponent,
  'get-sfb-xds-state': getSfbXdsState,
} satisfies Record<string, CmdletUse>;

export type CmdletUseName = keyof typeof cmdletUses;
