// Runs the tests that start PowerShell on a full PowerShell 7: the machine's `pwsh`, else Microsoft's .NET tool, kept in
// .cache. What is said here about the agent and the lab holds on the small engine of set-up and on this one, or nowhere.
import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Missing, onPath, run } from './setup/tools.mjs';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const projects = ['--project', 'engine', '--project', 'process'];

try {
  const executable = onPath('pwsh') ?? tool();
  const version = run(executable, [
    '-NoProfile',
    '-NonInteractive',
    '-Command',
    '$PSVersionTable.PSVersion.ToString()',
  ]);
  console.error(`On PowerShell ${version.output.trim()}, a full one.`);
  const vitest = join(root, 'node_modules', 'vitest', 'vitest.mjs');
  const chosen = process.argv.slice(2);
  const { status } = spawnSync(process.execPath, [vitest, 'run', ...projects, ...chosen], {
    cwd: root,
    env: { ...process.env, SFB_POWERSHELL: executable },
    stdio: 'inherit',
  });
  process.exitCode = status ?? 1;
} catch (error) {
  if (!(error instanceof Missing)) throw error;
  console.error(`${error.message}\n${error.details}`);
  process.exitCode = 1;
}

/** The version of the small engine, whole. Its own program, not the tool's: that one is a parent which outlives no kill. */
function tool() {
  const project = readFileSync(join(root, 'lab', 'engine', 'engine.csproj'), 'utf8');
  const version = /System\.Management\.Automation" Version="([^"]+)"/.exec(project)?.[1] ?? '';
  const folder = join(root, '.cache', 'full-powershell', version);
  const found = programIn(folder);
  if (found !== undefined) return found;
  const dotnet = onPath('dotnet');
  if (dotnet === undefined) throw new Missing('PowerShell is missing; install PowerShell 7 (pwsh) or the .NET 10 SDK.');
  console.error(`Installing PowerShell ${version}, a .NET tool, in .cache.`);
  const result = run(dotnet, ['tool', 'install', 'PowerShell', '--version', version, '--tool-path', folder]);
  const installed = programIn(folder);
  if (installed === undefined) throw new Missing('PowerShell could not be installed as a .NET tool.', result.output);
  return installed;
}

function programIn(folder) {
  try {
    const name = readdirSync(folder, { recursive: true }).find((path) => /[\\/]unix[\\/]pwsh$/.test(path));
    return name === undefined ? undefined : join(folder, name);
  } catch (error) {
    if (error.code === 'ENOENT') return undefined;
    throw error;
  }
}
