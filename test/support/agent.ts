import { cpSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { chooseExecutable } from '../../src/config/executable.js';
import type { Pair } from '../../src/domain.js';
import { renderAllowList } from '../../src/powershell/allow-list.js';
import type { Executor } from '../../src/powershell/executor.js';
import { type AgentSettings, createAgentExecutor } from '../../src/powershell/open.js';
import { fenceUses } from './fence-uses.js';
import { tempFolder } from './temp.js';

const root = resolve(import.meta.dirname, '../..');

export const testPair: Pair = {
  name: 'london',
  primary: 'fe1.domain.local',
  backup: 'fe2.domain.local',
  sqlInstance: 'rtc',
  edgePools: ['edgepool.domain.local'],
  domainControllers: ['dc1.domain.local', 'dc2.domain.local'],
  shares: [{ path: '/share', on: 'fe2.domain.local' }],
};

/** The real engine: SFB_POWERSHELL, pwsh on PATH, or what set-up built. */
export function testEngine(): string {
  return chooseExecutable({
    configured: undefined,
    override: process.env.SFB_POWERSHELL,
    lab: true,
    platform: process.platform,
    path: process.env.PATH ?? '',
  });
}

/** The real agent with an allow-list of its own, over the cmdlets that misbehave on purpose. */
export function fenceSettings(more: Partial<AgentSettings> = {}): AgentSettings {
  const folder = tempFolder('agent');
  cpSync(join(root, 'src/powershell/agent'), folder, { recursive: true });
  writeFileSync(join(folder, 'SfbAllowList.ps1'), renderAllowList(fenceUses));
  return {
    executable: testEngine(),
    agentFolder: folder,
    module: join(root, 'test/powershell/module/SkypeForBusiness.psm1'),
    probes: join(root, 'test/powershell/module/SfbProbes.psm1'),
    jump: 'jump.domain.local',
    world: tempFolder('world'),
    sessionConfiguration: undefined,
    sessions: 1,
    env: process.env,
    ...more,
  };
}

export function fenceExecutor(more: Partial<AgentSettings> = {}): Executor {
  return createAgentExecutor(fenceSettings(more));
}
