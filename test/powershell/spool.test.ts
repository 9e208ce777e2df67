import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, expect, it, vi } from 'vitest';
import { renderAllowList } from '../../src/powershell/allow-list.js';
import { createAgentExecutor } from '../../src/powershell/open.js';
import type { CmdletUse } from '../../src/powershell/types.js';
import { fenceSettings, testPair } from '../support/agent.js';
import { fenceUses as uses } from '../support/fence-uses.js';
import { tempFolder } from '../support/temp.js';

afterEach(() => vi.unstubAllEnvs());

const change = { ...uses.talking, name: 'late', cmdlet: 'Get-CsLate', effect: 'safe-change' } satisfies CmdletUse;

/** Its answer is too big for a line, and comes when the gate is open. */
const LATE = `function Get-SfbLabMarker { 'LAB' }
function Get-CsBig { param([int]$Bytes) [string]::new('x', $Bytes) }
function Get-CsLate { [CmdletBinding()]param([string]$Gate)
    $PSCmdlet.WriteWarning('begun')
    while (-not [System.IO.File]::Exists($Gate)) { [System.Threading.Thread]::Sleep(5) }
    [string]::new('x', 200000) }
`;

function openExecutor() {
  const module = join(tempFolder('module'), 'SkypeForBusiness.psm1');
  writeFileSync(module, LATE);
  const settings = fenceSettings({ module });
  writeFileSync(join(settings.agentFolder, 'SfbAllowList.ps1'), renderAllowList({ ...uses, [change.name]: change }));
  const folder = tempFolder('spools');
  vi.stubEnv('TMPDIR', folder);
  return { executor: createAgentExecutor(settings), spools: () => readdirSync(folder) };
}

it('leaves no folder of spooled answers when it is closed', async () => {
  const { executor, spools } = openExecutor();
  await executor.forPair(testPair).read(uses.big, { Bytes: 200_000 }, 'jump');
  expect(spools().filter((name) => name.startsWith('sfb-spool-'))).toHaveLength(1);

  await executor.close();

  expect(spools().filter((name) => name.startsWith('sfb-spool-'))).toEqual([]);
});

it('keeps the folder until a change that still runs has ended', async () => {
  const { executor, spools } = openExecutor();
  const gate = join(tempFolder('gate'), 'open');
  const said: string[] = [];
  const answer = executor.forPair(testPair).change(change, { Gate: gate }, 'jump', {
    onStream: ({ warnings }) => said.push(...warnings),
  });
  await expect.poll(() => said.length, { timeout: 20_000 }).toBeGreaterThan(0);

  const closed = executor.close();
  writeFileSync(gate, '');

  expect((await answer).rows).toEqual(['x'.repeat(200_000)]);
  await closed;
  expect(spools().filter((name) => name.startsWith('sfb-spool-'))).toEqual([]);
});
