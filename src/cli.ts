import { userInfo } from 'node:os';
import { runCli } from './cli/run.js';
import { openConsoleStore } from './cli/store.js';
import { createAgentExecutor } from './powershell/open.js';

/** The jump host's own way in: the same checks and words as in Slack, without Slack, and without Redis but for `adopt`; where there is
 * one, nothing is changed beside a change of its jobs.
 */

function userName(): string | undefined {
  try {
    return userInfo().username;
  } catch {
    // An account without an entry in the system's list of users has no name.
    return undefined;
  }
}

process.exitCode = await runCli(process.argv.slice(2), {
  env: process.env,
  openExecutor: createAgentExecutor,
  openStore: openConsoleStore,
  user: userName(),
  width: process.stdout.columns ?? 100,
  clock: () => new Date(),
  sleep: (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
  out: (text) => process.stdout.write(text),
  err: (text) => process.stderr.write(text),
});
