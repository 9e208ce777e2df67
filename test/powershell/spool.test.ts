import { existsSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, expect, it, vi } from 'vitest';
import { renderAllowList } from '../../src/powershell/allow-list.js';
import { createAgentExecutor } from '../../src/powershell/open.js';
import type { CmdletUse } from '../../src/powershell/types.js';
import { fenceSettings, testPair } from '../support/agent.js';
import { fenceUses as uses } from '../support/fence-uses.js';
import { tempFolder } from '../support/temp.js';

afterEach(() => vi.unstubAllEnvs());

const change = { ...uses.talking, name: 'talking-change', effect: 'safe-change' } satisfies CmdletUse;

function openExecutor() {
  const settings = fenceSettings();
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
  expect(spools().filter((name) => name.startsWith('sfb-spool-'))).toHaveLength(1);
  writeFileSync(gate, '');

  expect((await answer).rows.length).toBeGreaterThan(0);
  await closed;
  expect(existsSync(gate)).toBe(true);
  expect(spools().filter((name) => name.startsWith('sfb-spool-'))).toEqual([]);
});
