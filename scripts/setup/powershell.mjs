import { existsSync, mkdirSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { hashFiles, Missing, note, onPath, run, writeNote } from './tools.mjs';

const PUBLISH = ['publish', 'engine.csproj', '-c', 'Release', '--nologo', '--disable-build-servers'];
const HELLO = ['-NoLogo', '-NoProfile', '-NonInteractive', '-Command', 'exit 0'];

/** A PowerShell for the bot to run: the machine's, else lab/engine published into .cache/engine. */
export const powershell = {
  doing: 'building the PowerShell engine (lab/engine)',
  wanted(root) {
    const chosen = process.env.SFB_POWERSHELL;
    if (chosen !== undefined && chosen !== '') return checkChosen(chosen);
    if (process.platform === 'win32' || onPath('pwsh') !== undefined) return false;
    const name = engineName(root);
    const built = existsSync(join(root, '.cache', 'engine', name, 'pwsh'));
    if (!built && onPath('dotnet') === undefined) {
      throw new Missing(
        'PowerShell is missing; install PowerShell 7 (pwsh) or the .NET 10 SDK, or set SFB_POWERSHELL to a pwsh executable.',
      );
    }
    return !built || note(current(root)) !== name;
  },
  run(root) {
    const name = engineName(root);
    const engines = join(root, '.cache', 'engine');
    mkdirSync(engines, { recursive: true });
    if (!existsSync(join(engines, name, 'pwsh'))) publish(root, join(engines, name));
    writeNote(current(root), name);
  },
};

const current = (root) => join(root, '.cache', 'engine', 'current');

function engineName(root) {
  const sources = readdirSync(join(root, 'lab', 'engine')).filter((name) => /\.(cs|csproj)$/.test(name));
  return hashFiles(
    root,
    sources.map((name) => `lab/engine/${name}`),
  ).slice(0, 16);
}

function checkChosen(executable) {
  const result = run(executable, HELLO);
  if (result.ok) return false;
  throw new Missing(
    `SFB_POWERSHELL is ${executable}, which does not run; set it to a pwsh or powershell executable, or unset it.`,
    result.output,
  );
}

function publish(root, target) {
  const dotnet = onPath('dotnet');
  const work = join(root, '.cache', 'engine', 'build');
  const draft = join(work, 'out');
  const args = [...PUBLISH, '-r', runtimeId(), '--artifacts-path', join(work, 'artifacts'), '-o', draft];
  const options = { cwd: join(root, 'lab', 'engine'), env: { ...process.env, DOTNET_CLI_TELEMETRY_OPTOUT: '1' } };
  // What an interrupted set-up left behind.
  rmSync(work, { recursive: true, force: true });
  try {
    // ReadyToRun halves every start, but needs a compiler package that not every feed has.
    let result = run(dotnet, [...args, '-p:PublishReadyToRun=true'], options);
    if (!result.ok) result = run(dotnet, args, options);
    if (result.ok) result = run(join(draft, 'pwsh'), HELLO);
    if (!result.ok) {
      throw new Missing(
        'The PowerShell engine could not be built; install the .NET 10 SDK with access to a NuGet feed, or PowerShell 7 (pwsh).',
        result.output,
      );
    }
    renameSync(draft, target);
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}

function runtimeId() {
  return `${process.platform === 'darwin' ? 'osx' : 'linux'}-${process.arch}`;
}
