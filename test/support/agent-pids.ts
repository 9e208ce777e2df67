import { spawnSync } from 'node:child_process';

/** The PowerShell processes that a process, by default this test's, has started and that still run. */
export function agentPids(parent = process.pid): number[] {
  const listed = spawnSync('ps', ['-o', 'pid=,comm=', '--ppid', String(parent)], { encoding: 'utf8' }).stdout;
  return listed.split('\n').flatMap((line) => (line.includes('pwsh') ? [Number.parseInt(line, 10)] : []));
}
