import { spawnSync } from 'node:child_process';
import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';

const root = resolve(import.meta.dirname, '../..');

describe('the demo', () => {
  it('fails in its second act when the fault of the seed is left out', () => {
    const { status, stdout } = spawnSync(
      process.execPath,
      [join(root, 'dist/lab/demo.js'), '--without-fault', '--patience', '15'],
      { cwd: root, encoding: 'utf8' },
    );

    expect(status).toBe(1);
    expect(stdout).toMatch(/Not as expected:\nAct 2\./);
    expect(stdout).not.toMatch(/Not as expected:\n(?:.*\n)*Act 1\./);
  });
});
