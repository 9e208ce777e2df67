import { otherSide, type Side, serverOf } from '../../src/domain.js';
import type { CmdletUseName } from '../../src/powershell/cmdlets/index.js';
import { healthy, pair, type World } from './port.js';

const TOKEN = [
  { Name: 'Domain Users', Rid: '513' },
  { Name: 'Domänen-Admins', Rid: '512' },
  { Name: 'RTCUniversalServerAdmins', Rid: '1103' },
  { Name: 'CSAdministrator', Rid: '1104' },
];

/** A pair on which a preflight finds nothing but its standing warning; `changes` replaces the answers of single uses. */
export function prepared(active: Side, changes: Partial<Record<CmdletUseName, World>> = {}): World {
  const other = serverOf(pair, otherSide(active));
  const named = ({ place }: { readonly place: string }) => (place === 'backup' ? pair.backup : pair.primary);
  return healthy(active, {
    'get-cs-pool-backup-relationship': ({ params }) => [
      { PoolFqdn: params.PoolFqdn, BackupPoolFqdn: params.PoolFqdn === pair.primary ? pair.backup : pair.primary },
    ],
    'get-cs-management-store-replication-status': () =>
      [pair.primary, pair.backup, 'edge1.domain.local'].map((ReplicaFqdn) => ({
        UpToDate: true,
        ReplicaFqdn,
        ProductVersion: '6.0.9319.534',
      })),
    'get-sfb-cms-database': () => ['xds', 'lis'].map((Name) => ({ Name, State: 'ONLINE' })),
    'get-cs-server-patch-version': () => [{ ComponentName: 'Core Components', Version: '6.0.9319.534' }],
    'get-cs-service-edge-server': () => [
      {
        Identity: 'EdgeServer:edgepool.domain.local',
        PoolFqdn: 'edgepool.domain.local',
        Registrar: `Registrar:${pair.primary}`,
        SiteId: 'Site:London',
      },
    ],
    'get-cs-service-registrar': () =>
      [pair.primary, pair.backup].map((PoolFqdn) => ({
        Identity: `Registrar:${PoolFqdn}`,
        PoolFqdn,
        SiteId: PoolFqdn === pair.primary ? 'Site:London' : 'Site:Leeds',
      })),
    'invoke-cs-management-server-failover-what-if': () => [
      ` Central Management Server Pool: "${serverOf(pair, active)}"`,
      ` Central Management Server Pool: "${other}"`,
    ],
    'test-cs-management-server': () => [{ Result: 'Success' }],
    'get-sfb-group-member': () => [pair.primary, pair.backup].map((Computer) => ({ Computer })),
    'get-sfb-token-group': () => TOKEN,
    'get-sfb-local-admin': () => [{ LocalAdmin: true }],
    'get-sfb-sql-right': () => [{ SysAdmin: true }],
    'get-sfb-second-hop': () => ['ad', 'sql', 'share'].map((Hop) => ({ Hop, State: 'ok', Detail: '' })),
    'get-sfb-certificate': (call) => [{ DnsName: named(call), Thumbprint: 'A1', DaysLeft: 200 }],
    'get-sfb-share': () => [{ FreeBytes: 60_000_000_000 }],
    'get-sfb-backup-set': () => [aSet()],
    'get-sfb-event-log': () => [
      { At: new Date('2026-03-02T09:00:00Z'), Source: 'LS Backup Service', Id: 4071, Level: 4, Text: 'Synced.' },
    ],
    'invoke-cs-backup-service-sync': () => [],
    'invoke-cs-management-store-replication': () => [],
    ...changes,
  });
}

/** A good set of london as the probe gives it. */
export function aSet(change: Readonly<Record<string, unknown>> = {}) {
  const manifest = {
    format: 1,
    id: '2026-03-02T050000Z',
    pair: 'london',
    lab: true,
    at: '2026-03-02T05:00:00.000Z',
    verdict: { kind: 'single', side: 'primary', name: 'single(primary)' },
    active: ['primary'],
    files: [{ name: 'cms.zip', bytes: 81, sha256: 'a'.repeat(64) }],
    absent: [],
    versions: {},
    tool: '1.0.0',
    ...change,
  };
  return { Name: manifest.id, Manifest: JSON.stringify(manifest), Sizes: 'cms.zip 81|manifest.json 400', Hours: 5 };
}
