import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The folder of package.json, from the sources as well as from the build in dist. */
export function packageRoot(): string {
  let folder = dirname(fileURLToPath(import.meta.url));
  while (!existsSync(join(folder, 'package.json'))) {
    const parent = dirname(folder);
    if (parent === folder) throw new Error('No package.json lies above the lab; run it from a clone of the project.');
    folder = parent;
  }
  return folder;
}

/**
 * The PowerShell the lab runs on: SFB_POWERSHELL, else `pwsh` on PATH, else the small host that set-up builds.
 * Throws one sentence when there is none.
 */
export function findPowerShell(env: NodeJS.ProcessEnv = process.env): string {
  const chosen = env.SFB_POWERSHELL;
  if (chosen !== undefined && chosen !== '') {
    if (existsSync(chosen)) return chosen;
    throw new Error(`SFB_POWERSHELL names '${chosen}', which does not exist; correct it or unset it.`);
  }
  const name = process.platform === 'win32' ? 'pwsh.exe' : 'pwsh';
  const folders = (env.PATH ?? '').split(delimiter).filter((folder) => folder !== '');
  const installed = folders.map((folder) => join(folder, name)).find((path) => existsSync(path));
  if (installed !== undefined) return installed;
  const engines = join(packageRoot(), '.cache', 'engine');
  const pointer = join(engines, 'current');
  const built = existsSync(pointer) ? join(engines, readFileSync(pointer, 'utf8').trim(), name) : undefined;
  if (built !== undefined && existsSync(built)) return built;
  throw new Error("There is no PowerShell for the lab; run 'npm run setup', or install PowerShell 7 (pwsh).");
}

/** The lab's profiles or faults, by the names of their files. */
export function labNames(kind: 'faults' | 'profiles'): string[] {
  return readdirSync(join(packageRoot(), 'lab', 'SkypeForBusiness', kind))
    .filter((file) => file.endsWith('.ps1'))
    .map((file) => file.slice(0, -'.ps1'.length))
    .sort();
}
