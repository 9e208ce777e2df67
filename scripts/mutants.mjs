// Breaks the runner of changes on purpose, one guard at a time, in a copy of the tree, and expects its test to notice.
// A guard whose absence nobody notices is worth nothing. Usage: node scripts/mutants.mjs [NAME]
import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { MUTANTS, mutated } from './mutants/list.mjs';

const root = join(import.meta.dirname, '..');
const chosen = process.argv[2] === undefined ? MUTANTS : MUTANTS.filter(({ name }) => name === process.argv[2]);

const folder = mkdtempSync(join(tmpdir(), 'sfb-mutants-'));
try {
  for (const name of ['src', 'lab', 'test', 'scripts', 'package.json', 'tsconfig.json', 'vitest.config.ts']) {
    cpSync(join(root, name), join(folder, name), { recursive: true });
  }
  for (const name of ['node_modules', '.cache']) symlinkSync(join(root, name), join(folder, name));
  mkdirSync(join(folder, 'dist'), { recursive: true });
  let missed = 0;
  for (const mutant of chosen) {
    const path = join(folder, mutant.file);
    const whole = readFileSync(join(root, mutant.file), 'utf8');
    writeFileSync(path, mutated(mutant, whole));
    const { status } = spawnSync('npx', ['vitest', 'run', ...mutant.tests], { cwd: folder, encoding: 'utf8' });
    writeFileSync(path, whole);
    if (status === 0) missed += 1;
    process.stdout.write(`${status === 0 ? 'NOT NOTICED' : 'noticed'}  ${mutant.name}: ${mutant.what}\n`);
  }
  process.exitCode = missed === 0 ? 0 : 1;
} finally {
  rmSync(folder, { recursive: true, force: true });
}
