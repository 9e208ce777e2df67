import { resolve } from 'node:path';
import type { Pair } from '../../src/domain.js';
import type { Executor } from '../../src/powershell/executor.js';
import { createAgentExecutor } from '../../src/powershell/open.js';
import type { openSession } from '../../src/powershell/session.js';
import { testEngine, testPair } from './agent.js';
import { warmSession } from './warm.js';

const root = resolve(import.meta.dirname, '../..');

/** The pair of the lab, with its backups on a share of fe2. */
export const labPair: Pair = {
  ...testPair,
  shares: [{ path: '\\\\fe2.domain.local\\CMS_BACKUP', on: 'fe2.domain.local' }],
};

/** The product's agent on the real engine, over a world of the lab; its processes may have served other tests. */
export function labExecutor(world: string, start: typeof openSession = warmSession): Executor {
  return createAgentExecutor(
    {
      executable: testEngine(),
      agentFolder: resolve(root, 'src/powershell/agent'),
      module: resolve(root, 'lab/SkypeForBusiness/SkypeForBusiness.psd1'),
      probes: resolve(root, 'lab/SfbProbes.psm1'),
      jump: 'jump.domain.local',
      world,
      sessionConfiguration: undefined,
      jumpRunspaces: 4,
      sessions: 2,
      env: process.env,
    },
    start,
  );
}
