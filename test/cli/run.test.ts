import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { ConsoleStore } from '../../src/cli/types.js';
import { SfbError } from '../../src/errors.js';
import type { JobRecord } from '../../src/queue/record.js';
import { healthy, type World } from '../checks/port.js';
import { tempFolder } from '../support/temp.js';
import { sfb } from './console.js';

const root = resolve(import.meta.dirname, '../..');
const stopped = healthy('primary', { 'get-cs-windows-service': () => [{ Name: 'MASTER', Status: 'Stopped' }] });
const split = healthy('primary', { 'get-sfb-xds-state': () => [{ Name: 'CurrentState', Value: 0 }] });

describe('cli/run', () => {
  it.each([
    {
      line: 'status',
      world: healthy('primary'),
      code: 0,
      says: 'The CMS is active on fe1.domain.local (primary) alone',
    },
    { line: 'status', world: stopped, code: 0, says: 'Not running: MASTER on fe1 (Stopped)' },
    { line: 'status london', world: split, code: 1, says: 'Users work; do not restart services' },
    { line: 'verify', world: healthy('backup'), code: 0, says: 'Verified: the CMS is active on fe2.domain.local' },
    { line: 'verify', world: stopped, code: 1, says: 'Not verified: the CMS is active on fe1.domain.local' },
    { line: 'verify', world: (() => []) as World, code: 1, says: "Can't tell who holds the CMS" },
    { line: 'preflight', world: split, code: 1, says: 'Not ready for a planned failover of london' },
    {
      line: 'preflight --mode failback',
      world: (() => []) as World,
      code: 1,
      says: 'for a failback of london to fe1.domain.local (primary)',
    },
  ])('$line ends with $code and says: $says', async ({ line, world, code, says }) => {
    const ended = await sfb(line, { world });

    expect(ended.out).toContain(says);
    expect(ended).toMatchObject({ code, err: '', closed: 1 });
  });

  it.each([
    { line: 'status --json', kind: 'status', world: healthy('primary'), ok: true },
    { line: 'verify --json', kind: 'verify', world: stopped, ok: false },
    { line: 'preflight --json', kind: 'preflight', world: split, ok: false },
  ])('$line is one JSON object that says ok: $ok', async ({ line, kind, world, ok }) => {
    const { out, code } = await sfb(line, { world });

    expect(JSON.parse(out)).toMatchObject({ kind, ok, pair: 'london' });
    expect(out.trimEnd()).not.toContain('\n');
    expect(code).toBe(ok ? 0 : 1);
  });

  it('tells on the other stream that it waits', async () => {
    let now = Date.parse('2026-03-02T11:00:00Z');
    const behind = healthy('backup', {
      'get-sfb-scp': ({ params }) => {
        now += 60_000;
        return [{ DomainController: params.DomainController, BackEndServer: 'fe1.domain.local\\rtc' }];
      },
    });
    const { code, err } = await sfb('verify --wait', { world: behind, clock: () => new Date(now) });

    expect(code).toBe(1);
    expect(err).toContain("Not there yet; looking again in 60 s of the lab's time.");
  });

  it.each([
    { line: 'audit london', says: 'audit is about no pair and takes no further word; it got london.' },
    { line: 'audit --head 7', says: '--head is "7"; it is <number>:<64 hexadecimal digits>' },
    { line: 'journal --job 12', says: '--job is "12", which is no job id such as failover-k3f9x2m1qa.' },
    { line: 'adopt', says: 'Who adopts? Write adopt --by NAME' },
    { line: 'statsu', says: '"statsu" is not a command here (did you mean status?)' },
    { line: 'status --deep', says: '--deep is not a flag of status' },
    { line: 'status berlin', says: '"berlin" is not a pair of this deployment; it has london.' },
    { line: 'preflight --mode panic', says: '--mode is "panic", and there are planned, disaster, failback, recover.' },
  ])('$line ends with 2 and one sentence', async ({ line, says }) => {
    const { code, out, err } = await sfb(line);

    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(err).toContain(says);
    expect(err.trimEnd()).not.toContain('\n');
  });

  it('ends with 2 when PowerShell can’t be asked', async () => {
    const hello = async () => {
      throw new SfbError('UNAVAILABLE', 'The PowerShell module could not be loaded.');
    };

    expect(await sfb('status', { hello })).toMatchObject({
      code: 2,
      out: '',
      err: 'The PowerShell module could not be loaded.\n',
      closed: 1,
    });
  });

  it('ends with 2 when there is no config', async () => {
    expect(await sfb('status', { config: '/nowhere.yaml' })).toMatchObject({
      code: 2,
      err: 'The config file /nowhere.yaml does not exist; give its path with --config FILE.\n',
    });
  });

  it('names every verb in its usage', async () => {
    const { code, out } = await sfb('help');

    expect(code).toBe(0);
    for (const verb of ['status', 'verify', 'preflight', 'doctor', 'journal', 'adopt'])
      expect(out).toContain(`  ${verb} [pair]`);
    expect(out).toContain('  audit [--verify]');
    expect(out).toContain('Exit code: 0 good');
  });
});

describe('cli beside a change and its audit', () => {
  const busy = { id: 'failover-abc1234567', state: 'late' } as JobRecord;
  const openStore = async () => ({ busyChange: async () => busy, close: () => undefined }) as unknown as ConsoleStore;

  it.each(['backup', 'preflight --sync', 'preflight --deep'])('%s is refused while a change may run', async (line) => {
    const { code, out, err } = await sfb(line, { openStore });

    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(err).toContain('Job failover-abc1234567 is late, and its cmdlet may still run');
  });

  it('goes on without Redis, says what it does not know then, and writes down who asked for what', async () => {
    const { code, err, home } = await sfb('preflight --sync', { world: split });

    expect(code).toBe(1);
    expect(err).toBe('Whether a change of this deployment runs is not known: This test has no Redis.\n');
    const lines = readFileSync(join(home, '.sfb', 'audit', 'console.jsonl'), 'utf8')
      .trimEnd()
      .split('\n');
    expect(lines.map((line) => JSON.parse(line))).toMatchObject([
      { kind: 'request', body: { kind: 'preflight', pair: 'london', request: { sync: true }, by: 'ana' } },
    ]);
  });

  it('without an audit takes no backup, and still says who holds the CMS', async () => {
    const folder = tempFolder('cli');
    writeFileSync(join(folder, '.sfb'), 'a file where the folder should be');

    expect(await sfb('backup', { folder })).toMatchObject({
      code: 2,
      out: '',
      err: expect.stringContaining('not done'),
    });
    const status = await sfb('status', { folder, openStore });
    expect(status).toMatchObject({ code: 0, err: expect.stringContaining('This request is not in the audit') });
  });
});

describe('cli doctor', () => {
  it('keeps a record that --check then finds, beside the config and for the owner only', async () => {
    const folder = tempFolder('cli');
    const before = await sfb('doctor --check', { folder });
    expect(before).toMatchObject({ code: 1, closed: 1 });
    expect(before.out).toBe(
      'Nothing destructive is allowed on london: doctor has never run there; run `npm run sfb -- doctor london` on the jump host (it only reads).\n',
    );

    const ran = await sfb('doctor', { folder, world: () => new SfbError('CMDLET_FAILED', 'Access is denied.') });
    expect(ran.code).toBe(1);
    expect(ran.out).toContain('fe1.domain.local gave no usable answer: Access is denied.');

    const after = await sfb('doctor --check', { folder });
    expect(after.code).toBe(1);
    expect(after.out).toContain('doctor found 0 min ago what must be put right first (reach/primary, reach/backup');
    const files = readdirSync(join(folder, '.sfb', 'doctor'));
    expect(files.map((name) => name.replace(/\.[0-9a-f]{16}\./, '.*.')).sort()).toEqual([
      'london.*.record.json',
      'london.*.transcript.json',
    ]);
    expect(statSync(join(folder, '.sfb', 'doctor')).mode & 0o777).toBe(0o700);
    expect(statSync(join(folder, '.sfb', 'doctor', files[1] ?? '')).mode & 0o777).toBe(0o600);
    expect(JSON.parse(readFileSync(join(folder, '.sfb', 'doctor', files[0] ?? ''), 'utf8'))).toMatchObject({
      by: 'ana',
      deployment: 'lab',
    });
  });

  it('finds the missing module and looks no further', async () => {
    const hello = async () => {
      throw new SfbError('UNAVAILABLE', 'The PowerShell module SkypeForBusiness could not be loaded on this machine.');
    };

    const { code, out, home } = await sfb('doctor --json', { hello });

    expect(code).toBe(1);
    const { ok, results, first } = JSON.parse(out);
    expect(ok).toBe(false);
    expect(first).toBe('Doctor found 1 of 1 things wrong on london: module.');
    expect(results).toMatchObject([{ id: 'module', verdict: 'fail' }]);
    expect(existsSync(join(home, '.sfb', 'doctor'))).toBe(true);
  });

  it('reads the digest of the list the agent really uses', async () => {
    const { out } = await sfb('doctor --json', { world: () => [] });

    const list = readFileSync(join(root, 'src/powershell/agent/SfbAllowList.ps1'));
    expect(JSON.parse(out).catalogueDigest).toBe(createHash('sha256').update(list).digest('hex'));
  });
});
