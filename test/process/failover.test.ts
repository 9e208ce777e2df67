import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { JobRecord } from '../../src/queue/record.js';
import { tempFolder } from '../support/temp.js';
import {
  again,
  approved,
  ask,
  type BadDays,
  begun,
  card,
  ended,
  hasIntent,
  keepSets,
  openBadDays,
  PATIENCE,
  removeSets,
  replaceSet,
  type,
  writeDoctor,
} from './bad-days.js';

const folder = tempFolder('failover');
const MOVING = /^(?:Invoke-CsManagementServerFailover|Invoke-CsPoolFailOver|Set-CsEdgeServer)$/;

let days: BadDays;
/** The one plan that is made; every later day goes on from a copy of it. */
let planned: JobRecord;
let restoreSets = () => {};

beforeAll(async () => {
  days = await openBadDays(folder);
});

afterAll(() => days.stop());

describe('a failover on a bad day', { timeout: 180_000 }, () => {
  it('is refused before doctor has looked, with a record of another catalogue, and while changes are frozen', async () => {
    const never = await ask(days);
    expect((await ended(days, never)).state).toBe('refused');
    writeDoctor(folder, 'another', 3);
    const stale = await ask(days);
    expect((await ended(days, stale)).state).toBe('refused');
    writeDoctor(folder, 'this');
    await type(days, 'freeze the storage is being moved');
    const frozen = await type(days, 'failover');
    await type(days, 'thaw');

    expect(await card(days, never, /refused/)).toContain('doctor has never run there');
    expect(await card(days, stale, /refused/)).toContain('doctor ran there 3 days ago with another list of cmdlets');
    expect(frozen).toMatch(/Changes are frozen since .*the storage is being moved.*nothing was asked/);
  });

  it('stops, with its backup set gone since the card; a second one meanwhile is told which job it waits for', async () => {
    const job = await ask(days);
    await expect
      .poll(async () => (await days.store.readJob(job))?.state, { timeout: PATIENCE })
      .toBe('waiting-approval');
    planned = (await days.store.readJob(job)) ?? planned;
    restoreSets = keepSets(days.world, folder);
    const second = await ask(days);
    await approved(days, job, () => removeSets(days.world));
    const { state } = await ended(days, job);
    restoreSets();

    expect(state).toBe('stopped');
    expect(await card(days, second, /is changing this deployment/)).toContain('only one may');
    expect(await card(days, job, /stopped/)).toMatch(
      /The approval is void, because the backup set .*there is no set .*Nothing was begun/,
    );
  });

  it('stops, with its backup set replaced by another good one since the card', async () => {
    const job = await again(days, planned);
    await approved(days, job, () => replaceSet(days.world, planned.plan?.set?.id ?? ''));
    const { state } = await ended(days, job);
    restoreSets();

    expect(state).toBe('stopped');
    expect(await card(days, job, /stopped/)).toMatch(
      /The approval is void, because the backup set .*was replaced by another one.*Nothing was begun/,
    );
  });

  it('stops when a fault appears between approval and run', async () => {
    const fault = { World: days.world, Name: 'backup-service-error' };
    days.skipMinute();
    const job = await again(days, planned);
    await approved(days, job, () => days.lab.invoke('Set-LabFault', fault));
    const { state } = await ended(days, job);
    await days.lab.invoke('Clear-LabFault', fault);

    expect(state).toBe('stopped');
    expect(await card(days, job, /stopped/)).toMatch(
      /The approval is void, because a check that blocks fails now: Backup Service: .*CMSMaster.*Nothing was begun/,
    );
  });

  it('stops when the bot is away at the gate', async () => {
    const job = await again(days, planned);
    await approved(days, job);
    days.bot.child.kill('SIGSTOP');
    const { state } = await ended(days, job).finally(() => days.bot.child.kill('SIGCONT'));

    expect(state).toBe('stopped');
    expect(await card(days, job, /stopped/)).toContain('The bot gave no run permit in 3 s, so nothing was changed');
    expect(begun(days.world, MOVING)).toEqual({});
  });

  it('goes on to its end when its worker is stopped in a cmdlet that hangs and another killed while the CMS moves, and nothing is done twice', async () => {
    const hang = { World: days.world, Name: 'cmdlet-hangs' };
    await days.lab.invoke('Set-LabFault', { ...hang, Option: 'Set-CsEdgeServer' });
    const slow = { World: days.world, Cmdlet: 'Invoke-CsManagementServerFailover' };
    await days.lab.invoke('Set-LabLatency', { ...slow, Milliseconds: 4000 });
    days.skipMinute();
    const job = await again(days, planned);
    await approved(days, job);
    await expect.poll(() => hasIntent(days.world, 'edge'), { timeout: PATIENCE }).toBe(true);
    await days.worker.stop('SIGTERM');
    const { exitCode } = days.worker.child;
    days.worker = await days.startWorker();
    await days.lab.invoke('Clear-LabFault', hang);
    await expect.poll(() => hasIntent(days.world, 'cms-failover'), { timeout: PATIENCE }).toBe(true);
    await days.worker.stop('SIGKILL');
    const left = begun(days.world, MOVING);
    await card(days, job, /▶ Move the CMS/);
    days.worker = await days.startWorker();
    const { state, steps, sentence } = await ended(days, job);

    expect([exitCode, left]).toEqual([0, { 'Set-CsEdgeServer': 1 }]);
    expect(state, sentence).toBe('done');
    expect(steps.find(({ id }) => id === 'cms-failover')?.claim?.attempt).toBe(1);
    expect(begun(days.world, MOVING)).toEqual({
      'Set-CsEdgeServer': 1,
      'Invoke-CsManagementServerFailover': 1,
      'Invoke-CsPoolFailOver': 1,
    });
    expect(await card(days, job, /Failover of london done/)).toMatch(/✓ Move the CMS/);
  });

  it('is refused on a pair that has moved already, by what was done and then by what is there', async () => {
    const unread = await ask(days);
    expect((await ended(days, unread)).state).toBe('refused');
    const acknowledged = await ask(days, ' --acknowledge');
    expect((await ended(days, acknowledged)).state).toBe('refused');

    expect(await card(days, unread, /refused/)).toContain('The CMS of london was moved to');
    expect(await card(days, acknowledged, /refused/)).toContain('london has failed over already');
    expect(begun(days.world, MOVING)).toMatchObject({ 'Invoke-CsManagementServerFailover': 1 });
  });
});
