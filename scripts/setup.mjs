// Prepares a clone: packages, a PowerShell, a Redis, the compiled code. Node only, because it runs before `npm ci`.
// Says nothing when there is nothing to do. Everything goes to standard error: `npm run sfb -- … --json` owns the other.
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from './setup/build.mjs';
import { withLock } from './setup/lock.mjs';
import { packages } from './setup/packages.mjs';
import { powershell } from './setup/powershell.mjs';
import { redis } from './setup/redis.mjs';
import { Missing } from './setup/tools.mjs';

const root = dirname(dirname(fileURLToPath(import.meta.url)));

try {
  for (const step of chosenSteps(process.argv.slice(2))) {
    if (step.wanted(root)) withLock(root, () => perform(step));
  }
} catch (error) {
  if (!(error instanceof Missing)) throw error;
  console.error(error.message);
  if (error.details !== '') console.error(`\n${error.details}`);
  process.exitCode = 1;
}

function chosenSteps(flags) {
  const unknown = flags.find((flag) => flag !== '--no-build');
  if (unknown !== undefined) throw new Missing(`Set-up has no option ${unknown}; the only one is --no-build.`);
  if (Number(process.versions.node.split('.')[0]) < 20) {
    throw new Missing(`Node ${process.versions.node} is too old; install Node 20 or newer.`);
  }
  const steps = [packages, powershell, redis];
  return flags.length === 0 ? [...steps, build] : steps;
}

function perform(step) {
  // Asked again under the lock: another set-up may have done it meanwhile.
  if (!step.wanted(root)) return;
  const start = Date.now();
  process.stderr.write(`Set-up: ${step.doing} … `);
  try {
    step.run(root);
    console.error(`done in ${Math.round((Date.now() - start) / 1000)} s`);
  } catch (error) {
    console.error('failed');
    throw error;
  }
}
