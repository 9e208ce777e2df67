import { SfbError } from '../../src/errors.js';
import { type DoctorInput, runDoctor } from '../../src/jobs/doctor.js';
import type { DoctorResult } from '../../src/jobs/doctor-report.js';
import { type CmdletUseName, cmdletUses } from '../../src/powershell/cmdlets/index.js';
import type { CmdletUse } from '../../src/powershell/types.js';
import { createPort, healthy, pair, type World } from '../checks/port.js';

export const HELLO = {
  pid: 1,
  version: '5.1.17763.1',
  edition: 'Desktop',
  language: 'FullLanguage',
  module: 'SkypeForBusiness',
  moduleVersion: '7.0.2046.0',
  lab: false,
};

export const RIGHTS: Partial<Record<CmdletUseName, World>> = {
  'get-sfb-token-group': () => [
    { Name: 'Domain Users', Rid: '513' },
    { Name: 'RTCUniversalServerAdmins', Rid: '1103' },
  ],
  'get-sfb-local-admin': () => [{ LocalAdmin: true }],
  'get-sfb-power-shell': ({ place }) => [
    place === 'backup'
      ? { Version: '4.0', Edition: '', Language: 'FullLanguage' }
      : { Version: '5.1.14393.0', Edition: 'Desktop', Language: 'FullLanguage' },
  ],
  'get-sfb-sql-right': () => [{ SysAdmin: true }],
  'invoke-cs-management-server-failover-what-if': () => [
    ' Central Management Server Pool: "FE1.domain.local"',
    ' Central Management Server Pool: "fe2.domain.local"',
  ],
  'get-sfb-second-hop': () => [
    { Hop: 'ad', State: 'ok', Detail: '' },
    { Hop: 'sql', State: 'closed', Detail: '' },
    { Hop: 'share', State: 'ok', Detail: '' },
  ],
};

/** The uses doctor's own results need, and those that go wrong in the cases below. */
const USES = Object.fromEntries(
  (
    [
      'get-cs-server-patch-version',
      'get-cs-service-central-management',
      'get-sfb-local-admin',
      'get-sfb-power-shell',
      'get-sfb-scp',
      'get-sfb-second-hop',
      'get-sfb-sql-right',
      'get-sfb-token-group',
      'get-sfb-xds-state',
      'invoke-cs-management-server-failover-what-if',
    ] as const
  ).map((name): [string, CmdletUse] => [name, cmdletUses[name]]),
);

export const absent = new SfbError('CMDLET_FAILED', 'Get-X on y: it is not recognized', {
  details: { exception: 'System.Management.Automation.CommandNotFoundException' },
});

/** Runs doctor over a pair in good order; `changes` replaces the answers of single uses. */
export async function doctor(changes: Partial<Record<CmdletUseName, World>> = {}, more: Partial<DoctorInput> = {}) {
  const versions: World = () => [{ ComponentName: 'Core Components', Version: '6.0.9319.534' }];
  const { ps, calls } = createPort(
    healthy('primary', { 'get-cs-server-patch-version': versions, ...RIGHTS, ...changes }),
  );
  const { record, transcript } = await runDoctor({
    hello: async () => HELLO,
    ps,
    pair,
    deployment: 'contoso',
    lab: false,
    catalogueDigest: 'a'.repeat(64),
    by: undefined,
    clock: () => new Date('2026-03-02T10:00:00Z'),
    uses: USES,
    ...more,
  });
  const of = (id: string) => record.results.find((result) => result.id === id) as DoctorResult;
  return { record, transcript, calls, of };
}
