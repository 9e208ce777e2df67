import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { openRunFolder } from './run-folder.js';

it('gives a run one folder for all that is temporary, and takes it away with what is in it', () => {
  const env: NodeJS.ProcessEnv = {};

  const remove = openRunFolder(env);
  const folder = env.TMPDIR ?? '';
  mkdirSync(join(folder, 'deep', 'er'), { recursive: true });
  writeFileSync(join(folder, 'deep', 'er', 'file'), '');
  expect(openRunFolder(env)).toBeUndefined();
  remove?.();

  expect(folder).toContain('sfb-run-');
  expect(existsSync(folder)).toBe(false);
});

it('is what this run uses', () => {
  expect(tmpdir()).toBe(process.env.SFB_RUN_FOLDER);
});
