import {
  appendFileSync,
  existsSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type AuditChain, openAudit } from '../../src/audit/chain.js';
import { tempFolder } from '../support/temp.js';

let data: string;
let chain: AuditChain;
const clock = () => new Date('2026-11-24T03:00:00.000Z');

beforeEach(() => {
  data = tempFolder('audit');
  chain = openAudit(data, 'worker', clock);
});

afterEach(() => rmSync(data, { recursive: true, force: true }));

const rows = () => readFileSync(chain.file, 'utf8').split('\n').slice(0, -1);
const rewrite = (change: (rows: string[]) => string[]) => writeFileSync(chain.file, `${change(rows()).join('\n')}\n`);

async function filled(): Promise<string> {
  let head = '';
  for (const job of ['a', 'b', 'c', 'd']) head = await chain.append('request', { job });
  return head;
}

describe('audit/chain', () => {
  it('keeps lines in the order they were asked, goes on after a restart, and has its key in another file', async () => {
    await Promise.all([1, 2, 3].map((number) => chain.append('decision', { number })));
    const again = openAudit(data, 'worker', clock);
    const head = await again.append('outcome', { ok: true });

    const { lines, fault } = await again.verify([head]);
    expect(fault).toBeUndefined();
    expect(lines.map(({ seq, kind }) => `${seq} ${kind}`)).toEqual([
      '1 decision',
      '2 decision',
      '3 decision',
      '4 outcome',
    ]);
    expect(await again.head()).toBe(head);
    expect(statSync(join(data, 'audit-worker.key')).mode & 0o077).toBe(0);
  });

  it('writes at once what a crowd wants at once, each with a head of its own', async () => {
    const wanted = Array.from({ length: 50 }, (_, number) => chain.append('request', { number }));

    await wanted[0];
    expect(rows()).toHaveLength(50);
    const heads = await Promise.all(wanted);
    const { lines, fault } = await chain.verify(heads);

    expect([new Set(heads).size, fault]).toEqual([50, undefined]);
    expect(lines.map(({ body }) => body.number)).toEqual(Array.from({ length: 50 }, (_, number) => number));
  });

  it('tells each of a crowd that nothing was written', async () => {
    await chain.append('request', { number: 0 });
    rewrite((all) => [...all, 'half a line of somebody else']);

    const wanted = [1, 2, 3].map((number) => chain.append('request', { number }));

    const ends = await Promise.allSettled(wanted);
    expect(ends.map(({ status }) => status)).toEqual(['rejected', 'rejected', 'rejected']);
    expect(rows()).toHaveLength(2);
  });

  it.each([
    { what: 'a changed line', change: (all: string[]) => all.map((row) => row.replace('"job":"b"', '"job":"x"')) },
    { what: 'a missing line', change: (all: string[]) => all.filter((_, at) => at !== 1) },
    { what: 'two lines in another order', change: ([a, b, c, d]: string[]) => [a, c, b, d].map(String) },
    { what: 'a line written twice', change: ([a, b, c, d]: string[]) => [a, b, b, c, d].map(String) },
  ])('finds $what, and writes nothing after it', async ({ change }) => {
    await filled();
    rewrite(change);

    expect((await chain.verify()).fault).toMatch(/^Line \d/);
    await expect(openAudit(data, 'worker', clock).append('request', {})).rejects.toMatchObject({ code: 'UNAVAILABLE' });
  });

  it('finds a line of another history under the same key', async () => {
    await filled();
    const first = rows();
    rmSync(chain.file);
    const other = openAudit(data, 'worker', clock);
    for (const job of ['x', 'y', 'z', 'd']) await other.append('request', { job });
    rewrite((all) => [...first.slice(0, 3), ...all.slice(3)]);

    expect((await chain.verify()).fault).toBe('Line 4 does not follow the line before it.');
  });

  it('finds a cut tail against a known head, and only so', async () => {
    const head = await filled();
    rewrite((all) => all.slice(0, 2));

    expect((await chain.verify()).fault).toBeUndefined();
    expect((await chain.verify([head])).fault).toContain(head);
  });

  it('takes back half a line that a dying process left', async () => {
    await filled();
    truncateSync(chain.file, statSync(chain.file).size - 10);

    const again = openAudit(data, 'worker', clock);
    await again.append('request', { job: 'e' });

    expect((await again.lines()).map(({ body }) => body.job)).toEqual(['a', 'b', 'c', 'e']);
    expect((await again.verify()).fault).toBeUndefined();
  });

  it('writes nothing where somebody else has written, and nothing without its folder', async () => {
    await filled();
    appendFileSync(chain.file, 'x\n');
    await expect(chain.append('request', {})).rejects.toMatchObject({ code: 'UNAVAILABLE' });

    writeFileSync(join(data, 'file'), '');
    const nowhere = openAudit(join(data, 'file'), 'bot', clock);
    await expect(nowhere.append('request', {})).rejects.toMatchObject({ code: 'UNAVAILABLE' });
  });

  it('does not begin a new key when the chain has lost its own', async () => {
    await filled();
    rmSync(join(data, 'audit-worker.key'));

    const again = openAudit(data, 'worker', clock);
    await expect(again.append('request', {})).rejects.toMatchObject({ code: 'UNAVAILABLE' });
    expect(existsSync(join(data, 'audit-worker.key'))).toBe(false);
  });
});

describe('audit/chain of a console', () => {
  const opened = () => openAudit(data, 'console', clock, { shared: true });

  it('holds when several people write to it at once', async () => {
    const writers = [opened(), opened(), opened()];

    await Promise.all(writers.flatMap((one, by) => [1, 2, 3].map((n) => one.append('request', { by, n }))));

    const { lines, fault } = await opened().verify();
    expect([lines.length, fault]).toEqual([9, undefined]);
    expect(existsSync(join(data, 'audit', 'console.jsonl.lock'))).toBe(false);
  });

  it('takes over from one that died while it wrote', async () => {
    await opened().append('request', {});
    const lock = join(data, 'audit', 'console.jsonl.lock');
    writeFileSync(lock, '');
    const longAgo = new Date(Date.now() - 60_000);
    utimesSync(lock, longAgo, longAgo);

    await opened().append('request', {});

    expect((await opened().verify()).lines).toHaveLength(2);
  });
});
