import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runStatus } from '../../src/jobs/status.js';
import { createAgentExecutor } from '../../src/powershell/open.js';
import { openSession } from '../../src/powershell/session.js';
import type { StatusReport } from '../../src/report.js';
import { testEngine, testPair } from '../support/agent.js';
import { tempFolder } from '../support/temp.js';
import { warmLabShell, warmSession } from '../support/warm.js';

const root = resolve(import.meta.dirname, '../..');
const world = join(tempFolder('world'), 'world');

beforeAll(async () => {
  const shell = await warmLabShell();
  await shell.invoke('New-LabWorld', { Path: world, Profile: 'lived-in' });
  await shell.close();
});

const executors = (['in-process', 'process'] as const).map((transport) =>
  createAgentExecutor(
    {
      executable: testEngine(),
      agentFolder: join(root, 'src/powershell/agent'),
      module: join(root, 'lab/SkypeForBusiness/SkypeForBusiness.psd1'),
      probes: join(root, 'lab/SfbProbes.psm1'),
      jump: 'jump.domain.local',
      world,
      transport,
      sessionConfiguration: undefined,
      sessions: 1,
      env: process.env,
    },
    // An agent with servers of its own takes them along when it ends.
    transport === 'in-process' ? warmSession : openSession,
  ),
);

afterAll(() => Promise.all(executors.map((executor) => executor.close())));

describe('status of the lab', () => {
  it('is the same whether its servers are runspaces or processes', async () => {
    const reports: StatusReport[] = [];
    for (const executor of executors) {
      reports.push(
        await runStatus({
          ps: executor.forPair(testPair),
          pair: testPair,
          lab: true,
          settleMinutes: 20,
          previous: undefined,
          clock: () => new Date(0),
        }),
      );
    }

    const [runspaces, processes] = reports.map(({ readAt: _at, readMs: _ms, ...report }) => report);
    expect(runspaces).toMatchObject({ verdict: { kind: 'single', side: 'primary' } });
    expect(runspaces?.rows.filter((row) => row.weight === 'decisive' && row.says !== 'primary')).toEqual([]);
    expect(processes).toEqual(runspaces);
  });
});
