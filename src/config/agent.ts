import { join, resolve } from 'node:path';
import { chooseExecutable, packageRoot } from './executable.js';
import type { LoadedWorker } from './load.js';

/** What an agent process needs, from the worker's config; paths become absolute. Throws SfbError CONFIG. */
export function agentSettings(loaded: LoadedWorker, env: Readonly<Record<string, string | undefined>>) {
  const { lab, worker } = loaded.config;
  const { executable, module, probes, world, transport, sessionConfiguration, jumpRunspaces } = worker.powershell;
  const folder = join(packageRoot(), 'src', 'powershell', 'agent');
  return {
    executable: chooseExecutable({
      configured: executable,
      override: loaded.executable,
      lab,
      platform: process.platform,
      path: env.PATH ?? '',
    }),
    agentFolder: folder,
    module: /[\\/]/.test(module) ? resolve(module) : module,
    probes: probes === undefined ? join(folder, 'SfbProbes.psm1') : resolve(probes),
    world: world === undefined ? undefined : resolve(world),
    jump: worker.jump,
    ...(transport === undefined ? {} : { transport }),
    sessionConfiguration,
    jumpRunspaces,
    // Two agents: a status need not wait behind a long batch of another pair.
    sessions: 2,
    env,
  };
}
