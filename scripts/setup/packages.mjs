import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { hashFiles, Missing, note, onPath, run, writeNote } from './tools.mjs';

const record = (root) => join(root, 'node_modules', '.sfb-lock-hash');

/** The packages of package-lock.json in node_modules. */
export const packages = {
  doing: 'installing the packages',
  wanted(root) {
    const installed = existsSync(join(root, 'node_modules'));
    if (installed && note(record(root)) === hashFiles(root, ['package-lock.json'])) return false;
    if (onPath('npm') === undefined) {
      throw new Missing('npm is missing; install it together with Node 20 or newer.');
    }
    return true;
  },
  run(root) {
    const args = ['ci', '--include=dev', '--no-audit', '--no-fund', '--loglevel=error'];
    const result = run(onPath('npm'), args, { cwd: root });
    if (!result.ok) {
      throw new Missing(
        'The packages could not be installed; give npm access to a package registry and run this again.',
        result.output,
      );
    }
    writeNote(record(root), hashFiles(root, ['package-lock.json']));
  },
};
