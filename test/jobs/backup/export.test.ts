import { mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { writeNew } from '../../../src/jobs/backup/files.js';
import { listSets } from '../../../src/jobs/backup/list.js';
import { takeBackupSet } from '../../../src/jobs/backup/take.js';
import type { CmdletUseName } from '../../../src/powershell/cmdlets/index.js';
import { createPort, healthy, pair as london, topologyXml, type World } from '../../checks/port.js';
import { aStatus } from '../../queue/reports.js';
import { tempFolder } from '../../support/temp.js';
import { zipOf } from './zips.js';

const folder = tempFolder('export');
afterAll(() => rmSync(folder, { recursive: true }));

const cms = (xml: string) => zipOf({ 'DocItemSet.xml': xml });
const both = '<Items>fe1.domain.local fe2.domain.local</Items>';
const GOOD = cms(topologyXml(['primary']));
const groups = (server: string) => zipOf({ 'Groups.xml': `<Groups Owner="${server}"/>` });

interface Given {
  readonly cms?: Buffer;
  readonly lis?: Buffer;
  readonly rgs?: Buffer;
  readonly local?: Buffer;
  readonly topology?: string;
  readonly write?: typeof writeNew;
}

let sites = 0;

/** Takes one set of a pair in good order onto two shares; what is given takes the place of an export. */
async function taking(given: Given = {}) {
  const site = join(folder, String(++sites));
  const shares = ['one', 'two'].map((name) => ({ path: join(site, name), on: `${name}.domain.local` }));
  for (const { path } of shares) mkdirSync(path, { recursive: true });
  const writes = (bytes: Buffer): World => {
    return ({ params }) => {
      writeFileSync(String(params.FileName), bytes);
      return [];
    };
  };
  const world = healthy('primary', {
    'export-cs-configuration': writes(given.cms ?? GOOD),
    'export-cs-lis-configuration': writes(given.lis ?? zipOf({ 'Lis.xml': '<Lis/>' })),
    'export-cs-rgs-configuration': writes(given.rgs ?? groups('fe1.domain.local')),
    'export-cs-configuration-local-store': () => [new Uint8Array(given.local ?? GOOD)],
    'get-cs-service-application-server': () => [{ Identity: 'fe1', PoolFqdn: 'fe1.domain.local' }],
    'get-cs-rgs-workflow': () => [{ Identity: 'service:ApplicationServer:fe1.domain.local/1', Name: 'Hotline' }],
    'get-cs-topology-as-xml': () => [given.topology ?? topologyXml(['primary'])],
    'get-cs-server-patch-version': () => [],
  } satisfies Partial<Record<CmdletUseName, World>>);
  const pair = { ...london, shares };
  const status = aStatus('all well');
  const clock = () => new Date('2026-11-24T02:00:00Z');
  const write = given.write === undefined ? {} : { write: given.write };
  const taken = await takeBackupSet({ ps: createPort(world).ps, pair, lab: true, status, clock, ...write });
  const lies = (share: string) => readdirSync(join(site, share, 'london'));
  return { taken, lies, pair };
}

describe('jobs/backup/export', () => {
  it('takes a good set onto both shares, Response Groups and all', async () => {
    const { taken, lies } = await taking();

    expect(taken).toMatchObject({ state: 'good', mind: [] });
    expect(taken.manifest?.files.map(({ name }) => name)).toContain('fe1.domain.local-rgs.zip');
    expect([lies('one'), lies('two')]).toEqual([['2026-11-24T020000Z'], ['2026-11-24T020000Z']]);
  });

  it.each([
    ['CMS', 'that is no XML', { cms: zipOf({ 'DocItemSet.xml': 'nothing' }) }, 'cms.zip holds nothing that is XML'],
    ['CMS', 'of another pair', { cms: cms('<Items>fe1.domain.local</Items>') }, 'does not name fe2.domain.local'],
    [
      'CMS',
      'of which the other one is active',
      { cms: cms(topologyXml(['backup'])) },
      'marks fe2.domain.local as active',
    ],
    ['LIS', 'that is one of the CMS', { lis: GOOD }, 'it is an export of the CMS and not of the LIS'],
    [
      'LIS',
      'with a flipped byte',
      { lis: Buffer.from(zipOf({ 'Lis.xml': '<Lis/>' }).map((b, i) => b ^ +(i === 38))) },
      'lis.zip is damaged',
    ],
  ])('takes no set with an export of the %s %s', async (_what, _how, given, says) => {
    const { taken, lies } = await taking(given);

    expect(taken).toMatchObject({ state: 'failed', sentence: expect.stringContaining(says) });
    expect([lies('one'), lies('two')]).toEqual([[], []]);
  });

  it.each([
    ['that is one of the CMS', { rgs: GOOD }, 'fe1.domain.local-rgs.zip holds a topology'],
    [
      'of the other server',
      { local: cms(topologyXml(['backup'])) },
      'fe2.domain.local-local.zip marks fe2.domain.local as active, and RTCLOCAL of fe2.domain.local fe1.domain.local: it is of another server',
    ],
    ['of another pair', { local: cms('<Items>fe1.domain.local</Items>') }, 'does not name fe2.domain.local'],
  ])('leaves out Response Groups or a local store %s, and says so', async (_how, given, says) => {
    const { taken } = await taking(given);

    expect(taken.state).toBe('good');
    expect(taken.mind.join(' ')).toContain(says);
    const left = 'rgs' in given ? '-rgs.zip' : '-local.zip';
    expect(taken.manifest?.files.filter(({ name }) => name.endsWith(left))).toEqual([]);
  });

  it.each([
    ['LIS', { lis: zipOf({ 'lis.bin': 'x' }) }, 'lis.zip holds no XML'],
    ['Response Groups', { rgs: groups('fe2.domain.local') }, 'names fe2.domain.local and not fe1.domain.local'],
    ['local stores', { local: cms(both) }, 'whose it is was not compared'],
    ['topology', { topology: topologyXml(['backup']) }, 'topology.xml, read after it, fe2.domain.local'],
  ])('keeps %s that it cannot judge, and says what it could not tell', async (_what, given, says) => {
    const { taken } = await taking(given);

    expect([taken.state, taken.manifest?.files.length]).toEqual(['good', 7]);
    expect(taken.mind.join(' ')).toContain(says);
  });

  it.each([
    [['backup'] as const, 'marks fe2.domain.local as active, and every witness names fe1.domain.local'],
    [['primary', 'backup'] as const, 'marks fe1.domain.local and fe2.domain.local as active, and every witness'],
    [[] as const, 'does not say who is active, and every witness names fe1.domain.local'],
  ])('keeps a set apart whose only topology marks %j, and says what is true of it', async (active, says) => {
    const { taken, pair } = await taking({ cms: cms(both), topology: topologyXml(active) });

    expect(taken).toMatchObject({ state: 'apart', sentence: expect.stringContaining(says) });
    expect(taken.sentence).not.toContain('taken while');
    const [found] = await listSets(pair.shares[0]?.path ?? '', pair, true);
    expect(found).toMatchObject({
      state: 'apart',
      sentence: expect.stringContaining('taken while single(primary), but'),
    });
  });

  it.each([
    ['ENOSPC', 'fe1.domain.local-local.zip', 'there is no space left on it'],
    ['EDQUOT', 'topology.xml', "the quota of the worker's account is used up"],
    ['EROFS', 'RUNBOOK.md', 'it is read-only'],
    ['ENOSPC', 'manifest.json', 'there is no space left on it'],
  ])('has no copy on a share that says %s at %s, and a whole one on the other', async (code, name, says) => {
    const write: typeof writeNew = async (path, content) => {
      if (basename(path) === name && path.includes('/one/')) throw Object.assign(new Error(code), { code, path });
      await writeNew(path, content);
    };
    const { taken, lies } = await taking({ write });

    expect(taken.state).toBe('good');
    expect(taken.copies.map(({ path }) => path === undefined)).toEqual([true, false]);
    expect(taken.copies[0]?.sentence).toMatch(new RegExp(`Nothing new is on .*${name} could not be written: ${says}`));
    expect(taken.manifest?.files).toHaveLength(7);
    expect([lies('one'), lies('two')]).toEqual([[], ['2026-11-24T020000Z']]);
  });
});
