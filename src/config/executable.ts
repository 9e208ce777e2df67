import { accessSync, constants, existsSync, readFileSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { SfbError } from '../errors.js';

export interface ExecutableChoice {
  /** worker.powershell.executable. */
  readonly configured: string | undefined;
  /** SFB_POWERSHELL, for tests and drills. */
  readonly override: string | undefined;
  readonly lab: boolean;
  readonly platform: NodeJS.Platform;
  readonly path: string;
}

/** The package root, from the sources and from the build. */
export function packageRoot(): string {
  const here = dirname(fileURLToPath(import.meta.url));
  return here.replace(/[\\/](?:dist[\\/])?src[\\/]config$/, '');
}

/**
 * Which PowerShell (design 4): the override, the configured one, powershell.exe 5.1 on Windows (the product's module is a
 * .NET Framework module), `pwsh` on PATH elsewhere, and for a lab the engine that set-up built. Throws SfbError CONFIG.
 */
export function chooseExecutable(choice: ExecutableChoice): string {
  const named = choice.override ?? choice.configured;
  if (named !== undefined) {
    if (/[\\/]/.test(named) && !existsSync(named)) {
      throw new SfbError(
        'CONFIG',
        `PowerShell was not found at ${named}; correct worker.powershell.executable (or SFB_POWERSHELL).`,
      );
    }
    return named;
  }
  if (choice.platform === 'win32') return 'powershell.exe';
  const found = choice.path
    .split(delimiter)
    .filter((folder) => folder !== '')
    .map((folder) => join(folder, 'pwsh'))
    .find(isExecutable);
  if (found !== undefined) return found;
  const engine = choice.lab ? labEngine() : undefined;
  if (engine !== undefined) return engine;
  throw new SfbError(
    'CONFIG',
    'PowerShell is missing on this machine: install PowerShell 7 (pwsh), or name its path in worker.powershell.executable.',
  );
}

function labEngine(): string | undefined {
  const folder = join(packageRoot(), '.cache', 'engine');
  const pointer = join(folder, 'current');
  if (!existsSync(pointer)) return undefined;
  const engine = join(folder, readFileSync(pointer, 'utf8').trim(), 'pwsh');
  return isExecutable(engine) ? engine : undefined;
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
