import { spawnSync } from 'node:child_process';

/** The PowerShell processes this test process has started and that still run. */
export function agentPids(): number[] {
  const listed = spawnSync('ps', ['-o', 'pid=,comm=', '--ppid', String(process.pid)], { encoding: 'utf8' }).stdout;
  return listed.split('\n').flatMap((line) => (line.includes('pwsh') ? [Number.parseInt(line, 10)] : []));
}
