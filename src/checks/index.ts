import { activeFileTransferAgent } from './active-file-transfer-agent.js';
import { activeMaster } from './active-master.js';
import { backupService } from './backup-service.js';
import { centralManagementService } from './central-management-service.js';
import { cmsServices } from './cms-services.js';
import { cmsTopology } from './cms-topology.js';
import { configurationStoreLocation } from './configuration-store-location.js';
import { managementConnection } from './management-connection.js';
import { poolState } from './pool-state.js';
import { poolStateLocal } from './pool-state-local.js';
import { replicas } from './replicas.js';
import { rtclocal } from './rtclocal.js';
import { scp } from './scp.js';
import type { Check, Witness } from './types.js';
import { xdsComponent } from './xds-component.js';
import { xdsState } from './xds-state.js';

/** Every check, one line each; the order of the witnesses is the order of the matrix. */
export const checks = {
  'xds-state': xdsState,
  scp,
  'active-master': activeMaster,
  'active-file-transfer-agent': activeFileTransferAgent,
  rtclocal,
  'management-connection': managementConnection,
  'configuration-store-location': configurationStoreLocation,
  'central-management-service': centralManagementService,
  'cms-topology': cmsTopology,
  replicas,
  'backup-service': backupService,
  'xds-component': xdsComponent,
  'cms-services': cmsServices,
  'pool-state': poolState,
  'pool-state-local': poolStateLocal,
} satisfies Record<string, Check>;

export type CheckId = keyof typeof checks;

function isWitness(check: Check): check is Witness {
  return 'testify' in check;
}

/** The checks that also say who holds the CMS, in matrix order. */
export const witnesses: readonly Witness[] = Object.values<Check>(checks).filter(isWitness);
