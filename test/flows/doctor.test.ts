import { resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runDoctor } from '../../src/jobs/doctor.js';
import { catalogueDigestOf, openDoctorBook, requireDoctor } from '../../src/jobs/doctor-record.js';
import type { DoctorRecord } from '../../src/jobs/doctor-report.js';
import type { Executor } from '../../src/powershell/executor.js';
import { createAgentExecutor } from '../../src/powershell/open.js';
import { type TriedWorld, tryWorld } from '../lab/lab-world.js';
import { testEngine } from '../support/agent.js';
import { labExecutor, labPair } from '../support/lab-agent.js';
import { tempFolder } from '../support/temp.js';

const agentFolder = resolve(import.meta.dirname, '../../src/powershell/agent');
const catalogueDigest = catalogueDigestOf(agentFolder);

let world: TriedWorld;
let executor: Executor;

beforeAll(async () => {
  world = await tryWorld('doctor');
  executor = labExecutor(world.folder);
});

afterAll(async () => {
  await executor.close();
  await world.shell.close();
});

/** Each world has an id of its own, so no session remembers anything of the one before. */
function doctor(asked = executor) {
  return runDoctor({
    hello: () => asked.hello(),
    ps: asked.forPair(labPair),
    pair: labPair,
    deployment: 'lab',
    lab: true,
    catalogueDigest,
    by: undefined,
    clock: () => new Date(),
  });
}

const ids = (record: DoctorRecord, verdict: DoctorRecord['results'][number]['verdict']) =>
  record.results.filter((result) => result.verdict === verdict).map(({ id }) => id);

// Ninety reads on a busy machine take their time.
describe('doctor on the lab', { timeout: 180_000 }, () => {
  it.each([
    {
      profile: 'fresh' as const,
      unknown: ['get-cs-rgs-workflow', 'get-sfb-backup-set', 'get-sfb-event-log'],
    },
    {
      profile: 'lived-in' as const,
      // Its product is older than the update that brought the cmdlet, its LIS is empty and it has no Response Groups.
      unknown: [
        'get-cs-lis-location',
        'get-cs-lis-port',
        'get-cs-lis-subnet',
        'get-cs-lis-switch',
        'get-cs-lis-wireless-access-point',
        'get-cs-rgs-workflow',
        'get-cs-server-patch-version',
        'get-sfb-backup-set',
        'get-sfb-event-log',
      ],
    },
  ])('finds nothing wrong on $profile, which then allows destructive jobs', async ({ profile, unknown }) => {
    await world.renew(profile);
    const book = openDoctorBook(tempFolder('book'));

    const { record, transcript } = await doctor();
    book.write(record, transcript);

    expect(ids(record, 'fail')).toEqual([]);
    expect([...new Set(ids(record, 'unknown').map((id) => id.split('/')[1]))].sort()).toEqual(unknown);
    const question = { records: book.read('london'), catalogueDigest, deployment: 'lab', lab: true };
    expect(requireDoctor(labPair, new Date(), question)).toEqual(record);
  });

  it('finds a second hop that is denied on one server', async () => {
    await world.renew('lived-in');
    await world.fault('second-hop-denied');

    const { record } = await doctor();

    const failed = ids(record, 'fail');
    expect(failed[0]).toBe('second-hop/backup');
    expect(failed.filter((id) => !id.includes('/backup'))).toEqual([]);
    expect(record.results.find(({ id }) => id === 'second-hop/primary')?.verdict).toBe('pass');
  });

  it('finds a server that refuses the session, as one finding', async () => {
    await world.renew('lived-in');
    await world.fault('access-denied');

    expect(ids((await doctor()).record, 'fail')).toEqual(['reach/backup']);
  });

  it('finds that the module is missing', async () => {
    const without = createAgentExecutor({
      executable: testEngine(),
      agentFolder,
      module: '/nowhere/SkypeForBusiness.psd1',
      probes: resolve(import.meta.dirname, '../../lab/SfbProbes.psm1'),
      jump: 'jump.domain.local',
      world: world.folder,
      sessionConfiguration: undefined,
      sessions: 1,
      env: process.env,
    });

    const { record } = await doctor(without).finally(() => without.close());

    expect(record.results).toMatchObject([
      { id: 'module', verdict: 'fail', sentence: expect.stringContaining('/nowhere/SkypeForBusiness.psd1') },
    ]);
  });
});
