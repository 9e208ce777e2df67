import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { renderRunbook } from '../../src/jobs/backup/runbook.js';
import { primaryGoneByHand } from '../../src/jobs/primary-gone.js';
import { pair } from '../checks/port.js';
import { tempFolder } from '../support/temp.js';

/** A set as far as it is looked at on such a night: its manifest. */
function keep(share: string, id: string, kind: 'single' | 'split-brain'): void {
  const folder = join(share, pair.name, id);
  mkdirSync(folder, { recursive: true });
  const manifest = {
    format: 1,
    id,
    pair: pair.name,
    lab: true,
    at: '2026-03-02T10:00:00Z',
    verdict: { kind, name: kind, ...(kind === 'single' ? { side: 'primary' } : {}) },
    active: ['primary'],
    files: [{ name: 'lis.zip', bytes: 1, sha256: 'a'.repeat(64) }],
    absent: [],
    versions: {},
    tool: 'test',
  };
  writeFileSync(join(folder, 'manifest.json'), JSON.stringify(manifest));
}

const commandsOf = (lines: readonly string[]) =>
  lines.flatMap((line) => {
    const [, command] = /^On fe2\.domain\.local: (.*)$/.exec(line) ?? [];
    return command === undefined ? [] : [command];
  });

describe('what is done by hand when the primary is gone', () => {
  const [off, on] = [tempFolder('gone-off'), tempFolder('gone-on')];
  const shared = {
    ...pair,
    shares: [
      { path: on, on: pair.primary },
      { path: off, on: pair.backup },
    ],
  };
  keep(off, '2026-03-01T100000Z', 'single');
  keep(off, '2026-03-02T100000Z', 'single');
  keep(off, '2026-03-03T100000Z', 'split-brain');
  keep(on, '2026-03-04T100000Z', 'single');

  it('is the same list of commands as in RUNBOOK.md, with the files of the newest good set that is not on the primary', async () => {
    const newest = join(off, pair.name, '2026-03-02T100000Z');
    const lines = await primaryGoneByHand(shared, true);

    const runbook = renderRunbook({ pair: shared, id: 'x', active: 'primary', verdict: 'v', files: [] });
    const [, disaster = ''] = /### Disaster: .*?```powershell\n(.*?)\n```/s.exec(runbook) ?? [];
    expect(commandsOf(lines)).toEqual(disaster.replace('<this set>\\lis.zip', join(newest, 'lis.zip')).split('\n'));
    expect(commandsOf(lines).map((line) => line.split(' ')[0])).toEqual([
      'Invoke-CsManagementServerFailover',
      'Get-CsManagementStoreReplicationStatus',
      'Import-CsLisConfiguration',
      'Publish-CsLisConfiguration',
      'Set-CsEdgeServer',
      'Get-CsManagementStoreReplicationStatus',
      'Invoke-CsPoolFailOver',
    ]);
    expect(lines.join('\n')).toContain(`is ${newest}; RUNBOOK.md in it`);
  });

  it('says where it looked when there is no good set', async () => {
    const none = { ...shared, shares: [{ path: '/nowhere', on: pair.backup }] };

    expect((await primaryGoneByHand(none, true)).join('\n')).toContain('No good backup set was found on /nowhere');
    expect((await primaryGoneByHand(shared, false)).join('\n')).toContain(`No good backup set was found on ${off}`);
  });

  it('has the way home of either server in the runbook, whoever held the CMS', () => {
    for (const active of ['primary', 'backup'] as const) {
      const runbook = renderRunbook({ pair, id: 'x', active, verdict: 'v', files: [] });
      for (const [home, away] of [
        [pair.primary, pair.backup],
        [pair.backup, pair.primary],
      ]) {
        const [, part = ''] = runbook.split(`## Failback, ${away} to ${home}\n`);
        expect(part.split('\n## ')[0]).toContain(`Invoke-CsPoolFailBack -PoolFqdn ${home} -Verbose`);
      }
    }
  });
});
