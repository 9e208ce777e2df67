import { z } from 'zod';
import { defineUse } from '../types.js';

/** Who replicates at run time. A blank master or file transfer agent is an answer; no row at all is none. */
export const getCsManagementStoreStatus = defineUse({
  name: 'get-cs-management-store-status',
  cmdlet: 'Get-CsManagementStoreReplicationStatus',
  effect: 'read',
  runsOn: ['jump', 'each'],
  params: z.strictObject({}),
  fixed: { CentralManagementStoreStatus: true },
  fields: {
    ActiveMasterFqdn: 'value',
    ActiveMasterLastHeartbeat: 'value',
    ActiveFileTransferAgentFqdn: 'value',
    ActiveFileTransferAgentLastHeartbeat: 'value',
  },
  row: z.object({
    ActiveMasterFqdn: z.string().nullable(),
    ActiveFileTransferAgentFqdn: z.string().nullable(),
    // The names of both heartbeats are UNVERIFIED (sfb-facts 3.8), so they are shown when there and never needed.
    ActiveMasterLastHeartbeat: z.union([z.date(), z.string()]).nullish(),
    ActiveFileTransferAgentLastHeartbeat: z.union([z.date(), z.string()]).nullish(),
  }),
  expectedMs: 3_000,
  lateMs: 30_000,
  right: 'RTCUniversalUserAdmins or RTCUniversalServerAdmins',
  doc: 'sfb-facts 3.8',
});
