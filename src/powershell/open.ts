import { mkdtempSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import { SfbError } from '../errors.js';
import { readEnd, readObject } from './answer.js';
import { createExecutor, type Executor } from './executor.js';
import { sealed } from './request.js';
import { type Frame, openSession, type Session, type SessionOptions } from './session.js';
import type { Hello, Member } from './sessions.js';

export interface AgentSettings {
  readonly executable: string;
  /** Folder of SfbAgent.psm1 and its neighbours. */
  readonly agentFolder: string;
  /** Module name (real site) or path (lab). */
  readonly module: string;
  /** Path of SfbProbes.psm1: ours on a real site, the lab's in the lab. */
  readonly probes: string;
  /** FQDN of the machine the worker runs on. */
  readonly jump: string;
  /** Folder of the lab world; undefined on a real site. */
  readonly world: string | undefined;
  /** Lab only: the front ends as runspaces of the agent (default), or a PowerShell process for each. */
  readonly transport?: 'in-process' | 'process';
  /** Session configuration on the front ends (real site). */
  readonly sessionConfiguration: string | undefined;
  /** Reads at once on the jump host, 1 to 16 (the default): each has a runspace that loads the module for itself. */
  readonly jumpRunspaces?: number;
  readonly sessions: number;
  readonly env: Readonly<Record<string, string | undefined>>;
}

const HelloBody = z.object({
  pid: z.number(),
  started: z.string(),
  version: z.string(),
  edition: z.string(),
  language: z.string(),
  module: z.string(),
  moduleVersion: z.string(),
  lab: z.boolean(),
  fault: z.string(),
});

/**
 * An executor on agent processes of this kind. Nothing is started before the first read.
 * `start` gives the process of one agent; tests hand on processes that are warm already.
 */
export function createAgentExecutor(
  settings: AgentSettings,
  start: (options: SessionOptions) => Session = openSession,
): Executor {
  // mkdtemp gives 0700: answers may hold names and addresses.
  const spool = mkdtempSync(join(tmpdir(), 'sfb-spool-'));
  const executor = createExecutor({
    spool,
    jump: settings.jump,
    sessions: settings.sessions,
    open: () => openAgent(settings, spool, start),
  });
  const end = executor.close.bind(executor);
  executor.close = async () => {
    // Waits for a change that still runs, whose answer may be spooled; after it nobody writes there.
    await end();
    await rm(spool, { recursive: true, force: true, maxRetries: 3 });
  };
  return executor;
}

async function openAgent(
  settings: AgentSettings,
  spool: string,
  start: (options: SessionOptions) => Session,
): Promise<Member> {
  const session = start({
    executable: settings.executable,
    agent: join(settings.agentFolder, 'SfbAgent.psm1'),
    isolated: settings.world !== undefined,
    env: settings.env,
  });
  try {
    return { session, hello: await greet(session, settings, spool) };
  } catch (error) {
    session.kill();
    throw error;
  }
}

/** Lab and real can't be mixed up: the module that answers must be the kind the config names (engineering-notes 2.2.7). */
async function greet(session: Session, settings: AgentSettings, spool: string): Promise<Hello> {
  const frames: Frame[] = [];
  const request = sealed({
    kind: 'hello',
    jump: settings.jump,
    settings: {
      spool,
      module: settings.module,
      probes: settings.probes,
      world: settings.world ?? null,
      transport: settings.transport ?? 'in-process',
      sessionConfiguration: settings.sessionConfiguration ?? null,
      jumpRunspaces: settings.jumpRunspaces ?? 16,
    },
  });
  const { end, noise } = await session.request(...request, (frame) => frames.push(frame));
  const ended = await readEnd(end, spool);
  const frame = frames.find((candidate) => candidate.kind === 'hello');
  if (!ended.ok || frame === undefined) {
    throw new SfbError(
      'NO_ANSWER',
      `PowerShell (${settings.executable}) could not be prepared: ${ended.message ?? noise.trim()}`,
    );
  }
  const hello = HelloBody.parse(await readObject(frame, spool));
  if (hello.module === '') {
    const why = hello.fault === '' ? '' : ` (${hello.fault})`;
    throw new SfbError(
      'UNAVAILABLE',
      `The PowerShell module ${settings.module} could not be loaded on this machine${why}; install Skype for Business Server's administrative tools or correct worker.powershell.module.`,
    );
  }
  if (hello.lab !== (settings.world !== undefined)) {
    const [says, found] = hello.lab ? ['a real site', 'the lab'] : ['a lab', 'not the lab'];
    throw new SfbError(
      'CONFIG',
      `The config describes ${says}, but the module that answered is ${found} (${hello.module}); nothing was read.`,
    );
  }
  return hello;
}
