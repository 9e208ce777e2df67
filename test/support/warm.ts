import { type LabShell, openLabShell } from '../../lab/shell.js';
import { openSession, type Session, type SessionOptions } from '../../src/powershell/session.js';

/**
 * PowerShell processes that one test file hands to the next. A new one compiles everything again at its first calls,
 * which costs more than most tests do (engineering-notes 7: nobody restarts PowerShell for isolation). What a process
 * knows of a world comes with the greeting of each executor. They end with the test worker, whose pipes they read.
 */
const agents = new Map<string, Session[]>();
const shells: LabShell[] = [];

/** An agent as `openSession` gives it; closed while nothing runs in it, it waits for the next file. */
export function warmSession(options: SessionOptions): Session {
  const key = `${options.executable} ${options.agent} ${options.isolated}`;
  const idle = agents.get(key) ?? [];
  agents.set(key, idle);
  const session = idle.find((one) => one.alive()) ?? openSession(options);
  idle.splice(0, idle.length, ...idle.filter((one) => one !== session && one.alive()));
  let running = 0;
  let closed = false;
  return {
    pid: session.pid,
    alive: () => !closed && session.alive(),
    async request(...request) {
      running += 1;
      try {
        return await session.request(...request);
      } finally {
        running -= 1;
      }
    },
    kill: () => session.kill(),
    async close(purpose) {
      if (closed) return;
      closed = true;
      if (running > 0 || !session.alive()) return session.close(purpose);
      idle.push(session);
    },
  };
}

/** A lab shell as `openLabShell` gives it; closing it hands it on. */
export async function warmLabShell(): Promise<LabShell> {
  const shell = shells.pop() ?? (await openLabShell());
  await shell.invoke('Reset-LabSession', {});
  return { ...shell, close: async () => void shells.push(shell) };
}
