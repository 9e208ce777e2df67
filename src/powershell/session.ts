import type { ChildProcess } from 'node:child_process';
import { PowerShell } from 'node-powershell';
import { SfbError } from '../errors.js';

/**
 * The only importer of node-powershell: it gives the process, everything it gets wrong is fenced here (design 4).
 * Data never enters script text: a request is one fixed call with one base64 argument, and an answer counts only when
 * the frame with its own request id arrived. node-powershell starts the process and loads the agent; its own way of
 * calling is not used beyond that.
 */

export interface Frame {
  readonly kind: string;
  readonly number: number;
  /** Length in bytes that the agent claims for the payload. */
  readonly length: number;
  readonly payload: string;
}

export interface Session {
  readonly pid: number;
  /** False once the process ended, or was ended or closed by us. */
  alive(): boolean;
  /** Resolves with the `end` frame's payload; throws SfbError NO_ANSWER when the process ended or the frame never came. */
  request(id: string, encoded: string, onFrame: (frame: Frame) => void): Promise<RequestEnd>;
  /** Ends exactly this process, at once. Only reads may be ended this way. */
  kill(): void;
  /** Takes no more requests and ends with the running one; a process of reads is ended after 2 s all the same. */
  close(purpose: 'reads' | 'changes'): Promise<void>;
}

export interface RequestEnd {
  readonly end: Frame;
  /** Bytes on stdout outside any frame while the request ran: host text, `-WhatIf` text among it. */
  readonly host: string;
  /** Bytes on stderr: noise, kept for the log, never a verdict. */
  readonly noise: string;
}

interface Running {
  readonly id: string;
  readonly onFrame: (frame: Frame) => void;
  readonly host: Kept;
  readonly noise: Kept;
  end?: Frame;
  readonly finished: (end: Frame | undefined) => void;
}

const FRAME = /^SFB1 ([0-9a-f]{32}) ([a-z]+) (\d{1,6}) (\d{1,10}) (\S+)$/;
const BASE64 = /^[A-Za-z0-9+/]+={0,2}$/;
const KEPT_TEXT = 200_000;

/** The kind of the line that comes after everything a request prints. */
const AFTER = 'after';

function afterwards(id: string): string {
  return `[Console]::Out.Write("\`nSFB1 ${id} ${AFTER} 0 0 -\`n")`;
}

/** How long a process of reads may take to end by itself when it is closed, in milliseconds. */
const END_MS = 2_000;

/** Text outside frames, up to a bound: a flood of it must not cost the worker its memory. */
class Kept {
  readonly #parts: string[] = [];
  #room = KEPT_TEXT;

  add(text: string): void {
    if (this.#room <= 0) return;
    this.#parts.push(text.slice(0, this.#room));
    this.#room -= text.length;
  }

  text(): string {
    return this.#parts.join('');
  }
}

class FencedPowerShell extends PowerShell {
  // One byte after the marker: with CRLF node-powershell misses the second marker and never returns (tech-facts 4.4).
  protected override writeToOutput(marker: string): string {
    return `[Console]::Out.Write("${marker}" + [char]10)`;
  }

  protected override writeToError(marker: string): string {
    return `[Console]::Error.Write("${marker}" + [char]10)`;
  }

  // NODE_POWERSHELL in the environment would win over what was asked for.
  protected override setExecutable(options: { executable?: string }): string {
    return options.executable ?? '';
  }
}

/** What node-powershell keeps private and the fences need. */
interface Inner {
  readonly process: ChildProcess;
  readonly exitPromise: Promise<void>;
}

export interface SessionOptions {
  readonly executable: string;
  /** Path of SfbAgent.psm1; travels in the environment, never in script text. */
  readonly agent: string;
  /** The lab must not reach a real module: no module path (design 5). */
  readonly isolated: boolean;
  readonly env: Readonly<Record<string, string | undefined>>;
}

/** Starts one agent process. Throws SfbError NO_ANSWER naming the executable when it cannot be started. */
export function openSession(options: SessionOptions): Session {
  const shell = new FencedPowerShell({
    executable: options.executable,
    executableOptions: {
      '-NoProfile': true,
      '-NonInteractive': true,
      '-ExecutionPolicy': 'Bypass',
      // Windows PowerShell starts single-threaded, and such a thread may not wait for several calls at once.
      ...(process.platform === 'win32' ? { '-Mta': true } : {}),
    },
    throwOnInvocationError: false,
    spawnOptions: { env: childEnvironment(options) },
  });
  return new AgentSession(shell, options.executable);
}

function childEnvironment(options: SessionOptions): NodeJS.ProcessEnv {
  const { NODE_POWERSHELL: _dropped, ...rest } = options.env;
  return {
    ...rest,
    SFB_AGENT: options.agent,
    // Escape codes on a pipe hide the end marker (tech-facts 4.4); colours never help a parser.
    TERM: 'dumb',
    NO_COLOR: '1',
    POWERSHELL_TELEMETRY_OPTOUT: '1',
    POWERSHELL_UPDATECHECK: 'Off',
    ...(options.isolated ? { PSModulePath: '' } : {}),
  };
}

class AgentSession implements Session {
  readonly pid: number;
  readonly #shell: FencedPowerShell;
  readonly #process: ChildProcess;
  readonly #executable: string;
  readonly #loaded: Promise<unknown>;
  /** Requests whose last line has not come back yet. */
  readonly #sent = new Set<string>();
  #running: Running | undefined;
  #line = '';
  #alive = true;
  #startError: string | undefined;

  constructor(shell: FencedPowerShell, executable: string) {
    this.#shell = shell;
    this.#executable = executable;
    const inner = shell as unknown as Inner;
    this.#process = inner.process;
    this.pid = this.#process.pid ?? -1;
    // Without a handler an exit before the first call is an unhandled rejection (tech-facts 4.5).
    inner.exitPromise.then(
      () => this.#ended(),
      (error: unknown) => this.#ended(error),
    );
    this.#process.once('error', (error) => this.#ended(error));
    this.#process.stdin?.on('error', () => undefined);
    shell.streams.stdout.on('data', (chunk: string) => this.#read(chunk));
    shell.streams.stderr.on('data', (chunk: string) => this.#running?.noise.add(chunk));
    this.#loaded = shell
      .invoke('Import-Module -Name $env:SFB_AGENT -DisableNameChecking')
      .catch(() => undefined)
      .then(() => {
        // Taking its own readers off, node-powershell leaves both streams paused.
        shell.streams.stdout.resume();
        shell.streams.stderr.resume();
      });
  }

  alive(): boolean {
    return this.#alive;
  }

  async request(id: string, encoded: string, onFrame: (frame: Frame) => void): Promise<RequestEnd> {
    if (!/^[0-9a-f]{32}$/.test(id) || !BASE64.test(encoded)) {
      throw new SfbError('BAD_REQUEST', 'A PowerShell request must be base64 with a 32-digit id; nothing was sent.');
    }
    if (this.#running !== undefined)
      throw new SfbError('CONFLICT', 'The PowerShell session is busy; nothing was sent.');
    if (!this.#alive) throw this.#gone('is not running');
    let finished: Running['finished'] = () => undefined;
    const ended = new Promise<Frame | undefined>((resolve) => {
      finished = resolve;
    });
    const running: Running = { id, onFrame, host: new Kept(), noise: new Kept(), finished };
    this.#running = running;
    this.#sent.add(id);
    await this.#loaded;
    // Not through `invoke`: it sends four lines of its own beside ours, keeps every command and its output for the life of
    // the process, and waits for markers that may never come (tech-facts 4.4, 4.5). The line behind ours says that ours
    // has ended, so a call without an end frame is known to be lost and nobody waits for it.
    this.#shell.streams.stdin.write(`Invoke-SfbRequest '${encoded}'\n${afterwards(id)}\n`);
    const end = await ended;
    this.#running = undefined;
    if (end === undefined) throw this.#gone('ended before it answered');
    return { end, host: running.host.text(), noise: running.noise.text() };
  }

  kill(): void {
    this.#alive = false;
    this.#process.kill('SIGKILL');
  }

  async close(purpose: 'reads' | 'changes'): Promise<void> {
    if (!this.#alive) return;
    this.#alive = false;
    const exited = new Promise<void>((resolve) => this.#process.once('exit', () => resolve()));
    this.#shell.streams.stdin.end();
    const timer = purpose === 'reads' ? setTimeout(() => this.#process.kill('SIGKILL'), END_MS) : undefined;
    await exited;
    clearTimeout(timer);
  }

  #read(chunk: string): void {
    const [rest = '', ...lines] = chunk.split('\n');
    this.#line += rest;
    // The line in progress is joined when its end comes, not searched again with each chunk.
    for (const next of lines) {
      const line = this.#line;
      this.#line = next;
      this.#take(line.endsWith('\r') ? line.slice(0, -1) : line);
    }
  }

  #take(line: string): void {
    const running = this.#running;
    const match = FRAME.exec(line);
    if (match?.[2] === AFTER && this.#sent.delete(match[1] ?? '')) {
      if (running !== undefined && running.id === match[1]) running.finished(running.end);
      return;
    }
    if (running === undefined) return;
    // A look-alike with another id is text of the running call, not a frame.
    if (match === null || match[1] !== running.id) {
      if (line !== '') running.host.add(`${line}\n`);
      return;
    }
    const [, , kind = '', number, length, payload = ''] = match;
    const frame = { kind, number: Number(number), length: Number(length), payload };
    if (frame.kind === 'end') {
      running.end = frame;
      running.finished(frame);
    } else running.onFrame(frame);
  }

  #ended(error?: unknown): void {
    this.#alive = false;
    if (error instanceof Error) this.#startError = error.message.split('\n')[0];
    this.#running?.finished(this.#running.end);
  }

  #gone(how: string): SfbError {
    const why = this.#startError === undefined ? '' : ` (${this.#startError})`;
    return new SfbError('NO_ANSWER', `PowerShell (${this.#executable}) ${how}${why}; what was asked is unknown.`);
  }
}
