import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/**
 * One folder for everything a test run leaves behind, also what the processes it starts put there (PowerShell's pipes,
 * spooled answers). Gives what takes it away; undefined when a run has its folder already.
 */
export function openRunFolder(env: NodeJS.ProcessEnv): (() => void) | undefined {
  if (env.SFB_RUN_FOLDER !== undefined) return undefined;
  const folder = mkdtempSync(join(tmpdir(), 'sfb-run-'));
  env.SFB_RUN_FOLDER = folder;
  env.TMPDIR = folder;
  return () => rmSync(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
}

/** Vitest calls this once for each project and, at the end of the run, what it gave: the first has it for all. */
export function setup(): (() => void) | undefined {
  return openRunFolder(process.env);
}
