import { activeFileTransferAgent } from './active-file-transfer-agent.js';
import { activeMaster } from './active-master.js';
import { backupService } from './backup-service.js';
import { backupSets } from './backup-sets.js';
import { centralManagementService } from './central-management-service.js';
import { certificates } from './certificates.js';
import { clsHadr } from './cls-hadr.js';
import { cmsDatabases } from './cms-databases.js';
import { cmsServices } from './cms-services.js';
import { cmsTopology } from './cms-topology.js';
import { configurationStoreLocation } from './configuration-store-location.js';
import { edgeNextHop } from './edge-next-hop.js';
import { eventLog } from './event-log.js';
import { failoverWhatIf } from './failover-what-if.js';
import { knownSplitVersion } from './known-split-version.js';
import { managementConnection } from './management-connection.js';
import { managementServerTest } from './management-server-test.js';
import { patchLevel } from './patch-level.js';
import { poolPairing } from './pool-pairing.js';
import { poolState } from './pool-state.js';
import { poolStateLocal } from './pool-state-local.js';
import { recoverRights } from './recover-rights.js';
import { replicas } from './replicas.js';
import { replicatorGroup } from './replicator-group.js';
import { rtclocal } from './rtclocal.js';
import { rtclocalEqualsCms } from './rtclocal-equals-cms.js';
import { scp } from './scp.js';
import { secondHop } from './second-hop.js';
import { shareSpace } from './share-space.js';
import { standardEditionCms } from './standard-edition-cms.js';
import type { Check, Witness } from './types.js';
import { workerPlace } from './worker-place.js';
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
  'pool-pairing': poolPairing,
  'rtclocal-equals-cms': rtclocalEqualsCms,
  'cms-databases': cmsDatabases,
  'patch-level': patchLevel,
  'known-split-version': knownSplitVersion,
  'edge-next-hop': edgeNextHop,
  'failover-what-if': failoverWhatIf,
  'management-server-test': managementServerTest,
  'replicator-group': replicatorGroup,
  'recover-rights': recoverRights,
  'second-hop': secondHop,
  certificates,
  'share-space': shareSpace,
  'backup-sets': backupSets,
  'event-log': eventLog,
  'cls-hadr': clsHadr,
  'worker-place': workerPlace,
  'standard-edition-cms': standardEditionCms,
} satisfies Record<string, Check>;

export type CheckId = keyof typeof checks;

function isWitness(check: Check): check is Witness {
  return 'testify' in check;
}

/** The checks that also say who holds the CMS, in matrix order. */
export const witnesses: readonly Witness[] = Object.values<Check>(checks).filter(isWitness);
