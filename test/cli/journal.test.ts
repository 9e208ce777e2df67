import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { openAudit } from '../../src/audit/chain.js';
import type { ConsoleStore } from '../../src/cli/types.js';
import { encodeClixml } from '../../src/powershell/clixml.js';
import type { Executor } from '../../src/powershell/executor.js';
import type { LostData } from '../../src/queue/lost.js';
import { tempFolder } from '../support/temp.js';
import { sfb } from './console.js';

const JOB = 'failover-abc1234567';
const fence = (job = JOB) => encodeClixml({ job, epoch: 7, owner: 'owner-a', installation: 'inst-1' });
const marked = (installation: string) => encodeClixml({ installation });
const EMPTY = { fence: null, installation: null, running: false, files: [] };

const intent = encodeClixml({
  job: JOB,
  step: 'pool-failover',
  attempt: 1,
  epoch: 7,
  owner: 'owner-a',
  use: 'invoke-cs-pool-failover',
  cmdlet: 'Invoke-CsPoolFailOver',
  parameters: { PoolFqdn: 'fe1.domain.local' },
  before: { poolState: 'Active', users: ['fe1.domain.local', '1204'] },
  at: '2026-03-02T10:40:00.0000000Z',
  pid: 4242,
});
const outcome = (ok: boolean) =>
  encodeClixml({
    ok,
    errors: ok ? [] : [{ message: 'Zugriff verweigert', id: 'E1', category: 'PermissionDenied', exception: 'E' }],
    warnings: [],
    host: '',
    at: '2026-03-02T10:44:00.0000000Z',
    ms: 240_000,
  });
const intentFile = { name: 'pool-failover.1.intent.xml', text: intent };
const LOG = '2026-03-02T10:41:00.0000000Z\twarning\tUsers of fe1 are moved.\n';

/** What each server's journal answers; the log is read once and then is at its end. */
function journals(answers: Readonly<Record<string, object>>, asked: object[] = []): Executor['journal'] {
  return async ({ computer, what, order }) => {
    asked.push({ computer, what, ...order });
    if (what === 'tail') return { bytes: order.from === 0 ? Buffer.from(LOG) : Buffer.alloc(0) };
    return answers[computer] ?? EMPTY;
  };
}

describe('cli/journal', () => {
  it.each([
    {
      what: 'one that ended well',
      files: [intentFile, { name: 'pool-failover.1.outcome.xml', text: outcome(true) }],
      running: false,
      says: 'ended without errors 2026-03-02 10:44:00 UTC, after 240.0 s',
    },
    {
      what: 'one that ended with an error',
      files: [intentFile, { name: 'pool-failover.1.outcome.xml', text: outcome(false) }],
      running: false,
      says: 'error: Zugriff verweigert',
    },
    { what: 'one that still runs', files: [intentFile], running: true, says: 'do not end it and do not run it again' },
    { what: 'one that nobody saw end', files: [intentFile], running: false, says: 'NO OUTCOME' },
  ])('shows of a step, $what: $says', async ({ files, running, says }) => {
    const backup = { fence: fence(), installation: marked('inst-1'), running, files };

    const { code, out } = await sfb(`journal --job ${JOB}`, { journal: journals({ 'fe2.domain.local': backup }) });

    expect(code).toBe(0);
    expect(out).toContain(says);
    expect(out).toContain("Invoke-CsPoolFailOver -PoolFqdn 'fe1.domain.local'");
    expect(out).toContain('fence: epoch 7, owner owner-a, job failover-abc1234567, installation inst-1');
    expect(out).toContain('10:41:00 warning: Users of fe1 are moved.');
    expect(out).toContain('read before it:\n      poolState: "Active"\n      users: ["fe1.domain.local","1204"]\n');
    expect(out).toContain(`nothing of ${JOB} was begun here`);
  });

  it('without a job shows whose each server is and names the last job there', async () => {
    const primary = { ...EMPTY, fence: fence(), installation: marked('inst-1') };

    const { code, out } = await sfb('journal', { journal: journals({ 'fe1.domain.local': primary }) });

    expect(code).toBe(0);
    expect(out).toContain('fe1.domain.local (primary)\n  installation: inst-1\n  fence: epoch 7');
    expect(out).toContain('fe2.domain.local (backup)\n  installation: none');
    expect(out).toContain(`npm run sfb -- journal london --job ${JOB}`);
  });

  it('shows the others when one server can’t be read, and says which', async () => {
    const damaged = { ...EMPTY, files: [{ name: 'x.1.intent.xml', text: encodeClixml({ job: JOB }) }] };

    const { code, out } = await sfb(`journal --job ${JOB} --json`, {
      journal: journals({ 'fe1.domain.local': damaged }),
    });

    expect(code).toBe(1);
    expect(JSON.parse(out).targets).toMatchObject([
      { computer: 'jump.domain.local', steps: [] },
      { computer: 'fe1.domain.local', fault: expect.stringContaining('no record of ours') },
      { computer: 'fe2.domain.local', steps: [] },
    ]);
  });
});

describe('cli/adopt', () => {
  function store(installation: string | undefined, open: string[] = [], lost?: LostData) {
    const calls: string[] = [];
    const fake: ConsoleStore = {
      installation: async () => installation,
      createInstallation: async () => {
        calls.push('created');
        return installation ?? 'new-id';
      },
      openJobs: async () => open,
      lostData: async () => lost,
      busyChange: async () => undefined,
      adoptLost: async () => {
        calls.push('adopted');
        return true;
      },
      close: () => calls.push('closed'),
    };
    return { calls, openStore: async () => fake };
  }

  it('gives a Redis without an id a new one and writes it on jump, primary and backup, audited', async () => {
    const folder = tempFolder('adopt');
    const asked: object[] = [];
    const { calls, openStore } = store(undefined);
    const journal = journals({ 'fe1.domain.local': { ...EMPTY, installation: marked('old-id') } }, asked);

    const { code, out } = await sfb('adopt --by Ana', { folder, openStore, journal });

    expect(code).toBe(0);
    expect(out).toContain('This Redis had no installation id and has a new one, new-id;');
    expect(out).toContain('fe1.domain.local had old-id');
    expect(asked.filter((one) => (one as { what: string }).what === 'adopt')).toEqual(
      ['jump', 'fe1', 'fe2'].map((name) => ({
        computer: `${name}.domain.local`,
        what: 'adopt',
        job: '',
        installation: 'new-id',
      })),
    );
    expect(calls).toEqual(['created', 'closed']);
    const written = readFileSync(join(folder, '.sfb', 'audit', 'console.jsonl'), 'utf8')
      .trimEnd()
      .split('\n');
    expect(written.map((line) => JSON.parse(line)).map(({ kind, body }) => [kind, body.by])).toEqual([
      ['adopt', 'Ana'],
      ['adopted', 'Ana'],
    ]);
  });

  it('adopts a Redis that lost data, though every server carries its id, and says when that was found', async () => {
    const lost = { at: '2026-03-02T10:58:00.000Z', what: 'decisions', found: 3, known: 5, told: true } as const;
    const { calls, openStore } = store('inst-1', [], lost);
    const marks = Object.fromEntries(
      ['jump', 'fe1', 'fe2'].map((name) => [`${name}.domain.local`, { ...EMPTY, installation: marked('inst-1') }]),
    );

    const { code, out } = await sfb('adopt --by Ana', { openStore, journal: journals(marks) });

    expect(code).toBe(0);
    expect(calls).toEqual(['created', 'adopted', 'closed']);
    expect(out).toContain('That it lost data, found at 2026-03-02 10:58 UTC, no longer stops changes.');
  });

  it.each([
    {
      what: 'while a job is open',
      open: ['failover-abc1234567'],
      answers: {},
      says: 'failover-abc1234567 is open in this Redis',
    },
    {
      what: 'while a change runs on a server',
      open: [],
      answers: { 'fe2.domain.local': { ...EMPTY, running: true, fence: fence() } },
      says: 'A change runs on fe2.domain.local now (job failover-abc1234567)',
    },
    {
      what: 'when a server does not answer',
      open: [],
      answers: { 'fe2.domain.local': { ok: false, why: 'missing', reason: 'gone', message: 'no route' } },
      says: 'The backup cannot be asked (fe2.domain.local did not do it: no route), so nothing was adopted anywhere.',
    },
  ])('refuses $what, and writes nothing', async ({ open, answers, says }) => {
    const asked: object[] = [];
    const { calls, openStore } = store(undefined, open);

    const { code, err } = await sfb('adopt --by Ana', { openStore, journal: journals(answers, asked) });

    expect(code).toBe(2);
    expect(err).toContain(says);
    expect(calls).toEqual(['closed']);
    expect(asked.every((one) => (one as { what: string }).what === 'look')).toBe(true);
  });

  it('writes nothing when its audit can’t be written', async () => {
    const folder = tempFolder('adopt');
    writeFileSync(join(folder, '.sfb'), 'a file where the folder should be');
    const asked: object[] = [];
    const { calls, openStore } = store(undefined);

    const { code, err } = await sfb('adopt --by Ana', { folder, openStore, journal: journals({}, asked) });

    expect(code).toBe(2);
    expect(err).toContain('cannot be written');
    expect(calls).toEqual(['closed']);
    expect(asked.every((one) => (one as { what: string }).what === 'look')).toBe(true);
  });
});

describe('cli/audit', () => {
  it('shows every line and the head, and finds a changed line', async () => {
    const folder = tempFolder('audit');
    const fake = { installation: async () => 'i', createInstallation: async () => 'i', openJobs: async () => [] };
    const whole = { lostData: async () => undefined, adoptLost: async () => false, busyChange: async () => undefined };
    const openStore = async (): Promise<ConsoleStore> => ({ ...fake, ...whole, close: () => undefined });
    await sfb('adopt --by Ana', { folder, openStore, journal: journals({}) });

    const held = await sfb('audit', { folder });
    expect(held.code).toBe(0);
    expect(held.out).toContain('    1  2026-03-02 11:00:00 UTC  adopt ');
    expect(held.out).toMatch(/The audit of console holds: 2 lines, head 2:[0-9a-f]{64}/);
    expect(held.out).toContain('The audit of worker has no line yet');

    const file = join(folder, '.sfb', 'audit', 'console.jsonl');
    writeFileSync(file, readFileSync(file, 'utf8').replace('Ana', 'Bob'));
    const changed = await sfb('audit --verify', { folder });
    expect(changed.code).toBe(1);
    expect(changed.out).toContain('The audit of console DOES NOT HOLD: Line 1 was changed');
    expect(changed.out).not.toContain('"by"');
  });

  it('finds a head that was noted, and says when it is in none of them', async () => {
    const folder = tempFolder('audit');
    const head = await openAudit(join(folder, '.sfb'), 'worker', () => new Date()).append('run', { job: JOB });

    expect((await sfb(`audit --head ${head}`, { folder })).code).toBe(0);
    const gone = await sfb(`audit --verify --head 3:${'a'.repeat(64)} --json`, { folder });
    expect(gone.code).toBe(1);
    expect(JSON.parse(gone.out)).toMatchObject({ ok: false, lost: `3:${'a'.repeat(64)}` });
    expect((await sfb(`audit --head 3:${'a'.repeat(64)}`, { folder })).out).toContain('IN NONE of them');
  });

  it('reads the bot’s chain by the bot’s config, although the rest of that is of no use here', async () => {
    const folder = tempFolder('audit');
    await openAudit(join(folder, 'kept'), 'bot', () => new Date()).append('decision', { by: 'U0BEN' });
    const config = join(folder, 'bot.yaml');
    writeFileSync(config, `bot: { data: '${join(folder, 'kept')}' }\n`);

    const { code, out } = await sfb('audit', { config });

    expect(code).toBe(0);
    expect(out).toContain('decision        {"by":"U0BEN"}');
    expect(out).toContain('The audit of bot holds: 1 line, head');
    writeFileSync(config, 'deployment: {}\n');
    expect(await sfb('audit', { config })).toMatchObject({ code: 2, err: expect.stringContaining('has neither') });
  });
});
