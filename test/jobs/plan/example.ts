import { type FailoverFacts, planFailover } from '../../../src/jobs/failover/plan.js';
import type { DecidingFacts, Plan } from '../../../src/jobs/plan/types.js';
import { pair } from '../../checks/port.js';

const LIS = '\\\\fe2.domain.local\\CMS_BACKUP\\london\\2026-03-02T100000Z\\lis.zip';

export const facts: DecidingFacts = {
  verdict: 'single(primary)',
  active: 'primary',
  rows: { 'scp/dc1.domain.local': 'primary', 'xds-state/backup': 'primary', 'xds-state/primary': 'primary' },
  pairing: { 'fe1.domain.local': 'fe2.domain.local', 'fe2.domain.local': 'fe1.domain.local' },
  edgeNextHops: { 'edgepool.domain.local': 'fe1.domain.local' },
  rtclocal: {
    'fe1.domain.local': { active: 'fe1.domain.local', nextHops: 'as in the CMS', pairing: 'as in the CMS' },
    'fe2.domain.local': { active: 'fe1.domain.local', nextHops: 'as in the CMS', pairing: 'as in the CMS' },
  },
  poolState: { 'fe1.domain.local': 'Active', 'fe2.domain.local': 'Active' },
  versions: { 'fe1.domain.local': '6.0.9319.534', 'fe2.domain.local': '6.0.9319.534' },
};

export const failoverFacts: FailoverFacts = {
  pair,
  strategy: 'product',
  facts,
  edgeServers: { 'edgepool.domain.local': ['edge1.domain.local'] },
  newestStamp: '2026-03-02T10:00:00.000Z',
  set: { id: '2026-03-02T100000Z', files: { 'cms.zip': 'a'.repeat(64) }, lis: LIS, rgs: LIS.replace('lis', 'rgs') },
  lis: { subnets: 12, switches: 3, ports: 40, waps: 5, locations: 9 },
  rgs: { primary: ['Helpdesk'], backup: [] },
};

export function examplePlan(changes: Partial<Plan> = {}): Plan {
  return {
    format: 1,
    deployment: 'domain-local',
    pair: 'london',
    kind: 'failover',
    mode: 'planned',
    strategy: 'product',
    gate: 'failover',
    from: 'primary',
    to: 'backup',
    steps: planFailover(failoverFacts),
    facts,
    set: { id: '2026-03-02T100000Z', files: { 'cms.zip': 'a'.repeat(64) } },
    waived: ['backup-sets'],
    build: 'b'.repeat(64),
    policy: 'c'.repeat(64),
    ...changes,
  };
}
