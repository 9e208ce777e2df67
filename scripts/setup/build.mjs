import { readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { filesBelow, hashFiles, Missing, note, run, writeNote } from './tools.mjs';

const record = (root) => join(root, 'dist', '.sfb-build-hash');

/** src, lab and bench compiled into dist. */
export const build = {
  doing: 'compiling into dist',
  wanted: (root) => note(record(root)) !== inputs(root),
  run(root) {
    const hash = inputs(root);
    // Also what a deleted source left behind goes.
    rmSync(join(root, 'dist'), { recursive: true, force: true });
    const compiler = join(root, 'node_modules', 'typescript', 'bin', 'tsc');
    const result = run(process.execPath, [compiler, '-p', 'tsconfig.build.json'], { cwd: root });
    if (!result.ok) {
      throw new Missing('The code does not compile; correct what the compiler reports below.', result.output);
    }
    writeNote(record(root), hash);
  },
};

function inputs(root) {
  const configs = readdirSync(root).filter((name) => /^tsconfig.*\.json$/.test(name));
  const sources = ['src', 'lab', 'bench'].flatMap((folder) => filesBelow(root, folder, ['.ts']));
  return hashFiles(root, [...sources, ...configs, 'package-lock.json']);
}
