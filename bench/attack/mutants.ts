import { spawn } from 'node:child_process';
import { cpSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { packageRoot } from '../../lab/where.js';
import type { Figure, Outcome } from '../figures.js';
import { type Edit, GUARDS } from './guards.js';
import type { Row } from './run.js';

/** Takes the guards of each class out of a copy of the build and attacks that copy: now the class must succeed. */
export async function runMutants(
  folder: string,
  names: readonly string[],
): Promise<{ rows: Record<string, string | number>[]; figures: Figure[] }> {
  const rows: Record<string, string | number>[] = [];
  for (const [number, name] of names.entries()) {
    const edits = GUARDS[name];
    if (edits === undefined) throw new Error(`No guard is listed for the class "${name}".`);
    const copy = copyOfBuild(join(folder, String(number)), edits);
    const row = await attackOf(copy, name);
    rows.push({ ...row, guards: edits.map(({ file }) => file).join(', ') });
  }
  const succeeded = rows.filter(({ refused, destructive }) => refused === 'no' && Number(destructive) > 0).length;
  const bar = `= ${names.length}`;
  const name = 'classes that succeed without their guards';
  return { rows, figures: [{ name, value: succeeded, unit: 'classes', bar, ok: succeeded === names.length }] };
}

/** The build and what it finds beside itself, in a folder of its own. */
function copyOfBuild(root: string, edits: readonly Edit[]): string {
  const from = packageRoot();
  mkdirSync(root, { recursive: true });
  for (const name of ['node_modules', 'src', 'lab', 'package.json']) symlinkSync(join(from, name), join(root, name));
  cpSync(join(from, 'dist'), join(root, 'dist'), { recursive: true });
  for (const { file, find, put } of edits) {
    const path = join(root, 'dist', 'src', `${file}.js`);
    const text = readFileSync(path, 'utf8');
    const found = text.split(find).length - 1;
    if (found !== 1) throw new Error(`The guard in ${file} must be found once and is there ${found} times: ${find}`);
    writeFileSync(
      path,
      text.replace(find, () => put),
    );
  }
  return root;
}

function attackOf(root: string, name: string): Promise<Row> {
  const args = [join(root, 'dist', 'bench', 'attack.js'), '--json', '--only', name];
  const child = spawn(process.execPath, args, { cwd: root, stdio: ['ignore', 'pipe', 'pipe'] });
  let out = '';
  let said = '';
  child.stdout.on('data', (chunk: Buffer) => {
    out += chunk.toString();
  });
  child.stderr.on('data', (chunk: Buffer) => {
    said += chunk.toString();
  });
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', () => {
      const row = out === '' ? undefined : (JSON.parse(out) as Outcome).rows[0];
      if (row === undefined) reject(new Error(`The class "${name}" could not be tried without its guards: ${said}`));
      else resolve(row as Row);
    });
  });
}
