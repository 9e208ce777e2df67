import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createChangePort } from '../../src/journal/change-port.js';
import { stopCsWindowsService } from '../../src/powershell/cmdlets/stop-cs-windows-service.js';
import { openSession } from '../../src/powershell/session.js';
import { type TriedWorld, tryWorld } from '../lab/lab-world.js';
import { agentPids } from '../support/agent-pids.js';
import { labExecutor, labPair } from '../support/lab-agent.js';

let lab: TriedWorld;

beforeAll(async () => {
  lab = await tryWorld('remote-death');
});

afterAll(async () => {
  await lab.shell.close();
  rmSync(lab.folder, { recursive: true, force: true });
});

/** Local death is not the end of a change, nor proof that it goes on (domain-notes 5). */
it.each([
  { fault: 'remote-runs-on', marks: ['begin', 'end'], status: 'Stopped', ok: true },
  { fault: 'remote-torn-down-late', marks: ['begin'], status: 'Running', ok: undefined },
])('$fault: what the target shows after the death of the agent', async ({ fault, marks, status, ok }) => {
  await lab.renew('fresh');
  rmSync(join(lab.folder, 'journal'), { recursive: true, force: true });
  await lab.fault(fault, { Option: 'Stop-CsWindowsService' });
  const job = 'failover-abcdefghij';
  // A process of its own: it is found by being new, and no other test wants a dead one.
  const [doomed, next] = [labExecutor(lab.folder, openSession), labExecutor(lab.folder)];
  const before = agentPids();
  const port = createChangePort(doomed, labPair);
  await port.fence('backup', { job, epoch: 1, owner: 'a', installation: 'inst-1' });
  const order = { job, step: 'stop-fta', attempt: 1, epoch: 1, owner: 'a', before: null };

  await port.start(stopCsWindowsService, { Name: 'FTA' }, 'backup', order);
  for (const pid of agentPids()) if (!before.includes(pid)) process.kill(pid, 'SIGKILL');
  const look = () => createChangePort(next, labPair).look('backup', job);
  await expect.poll(async () => (await look()).running, { timeout: 20_000 }).toBe(false);

  expect((await look()).steps['stop-fta.1']?.outcome?.ok).toBe(ok);
  const calls = readFileSync(join(lab.folder, 'calls.log'), 'utf8').trimEnd().split('\n');
  expect(calls.map((line) => line.split('\t')[3])).toEqual(marks);
  expect(await lab.field('fe2.services.FTA.status')).toBe(status);
  await Promise.all([doomed.close(), next.close()]);
});
