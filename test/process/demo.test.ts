import { spawnSync } from 'node:child_process';
import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';

const root = resolve(import.meta.dirname, '../..');

function demo(...words: string[]) {
  return spawnSync(process.execPath, [join(root, 'dist/lab/demo.js'), ...words], { cwd: root, encoding: 'utf8' });
}

describe('the demo', () => {
  it('fails in its second act when the fault of the seed is left out', { timeout: 180_000 }, () => {
    const { status, stdout } = demo('--act', '2', '--without-fault', '--patience', '20');

    expect(stdout).toMatch(/Not as expected:\nAct 2\./);
    expect(status).toBe(1);
  });

  it('fails in its first act when whoever asked may approve', { timeout: 180_000 }, () => {
    const { status, stdout } = demo('--act', '1', '--rule', 'requester-and-one', '--patience', '15');

    expect(stdout).toMatch(/Not as expected:\nAct 1\./);
    expect(status).toBe(1);
  });
});
