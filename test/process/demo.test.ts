import { spawn } from 'node:child_process';
import { join, resolve } from 'node:path';
import { text } from 'node:stream/consumers';
import { beforeAll, describe, expect, it } from 'vitest';

const root = resolve(import.meta.dirname, '../..');

interface Played {
  readonly code: number | null;
  readonly said: string;
}

/** Both at once: most of an act is waiting. */
let acts: Readonly<Record<'first' | 'second', Promise<Played>>>;

beforeAll(() => {
  acts = {
    first: demo('--act', '1', '--rule', 'requester-and-one', '--patience', '15'),
    second: demo('--act', '2', '--without-fault', '--patience', '20'),
  };
});

async function demo(...words: string[]): Promise<Played> {
  const child = spawn(process.execPath, [join(root, 'dist/lab/demo.js'), ...words], { cwd: root });
  const code = new Promise<number | null>((done) => child.once('exit', done));
  const said = await text(child.stdout);
  return { code: await code, said };
}

describe('the demo', () => {
  it('fails in its second act when the fault of the seed is left out', { timeout: 180_000 }, async () => {
    const { code, said } = await acts.second;

    expect(said).toMatch(/Not as expected:\nAct 2\./);
    expect(code).toBe(1);
  });

  it('fails in its first act when whoever asked may approve', { timeout: 180_000 }, async () => {
    const { code, said } = await acts.first;

    expect(said).toMatch(/Not as expected:\nAct 1\./);
    expect(code).toBe(1);
  });
});
