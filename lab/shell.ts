import { type ChildProcess, spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { findPowerShell, packageRoot } from './where.js';

export type LabArguments = Readonly<Record<string, string | number | boolean>>;

/** One PowerShell error record. */
export interface LabError {
  readonly message: string;
  readonly id: string;
  readonly category: string;
  readonly exception: string;
}

/** One output object: first type name, text, value as plain data, and the type name of each property. */
export interface LabRow {
  readonly type: string;
  readonly text: string;
  readonly value: unknown;
  readonly types: Readonly<Record<string, string>>;
}

export interface LabAnswer {
  readonly rows: readonly LabRow[];
  readonly errors: readonly LabError[];
  readonly warnings: readonly string[];
  readonly verbose: readonly string[];
  /** What was written to the host meanwhile (`-WhatIf` text goes nowhere else), one line each. */
  readonly host: readonly string[];
}

/** A PowerShell with the lab's module in it, one call at a time. */
export interface LabShell {
  /**
   * Output of a lab function as lines of text; throws the first error's message. With `server` the function is one of
   * the product's cmdlets: it runs on that server, in the world `args.World`.
   */
  invoke(functionName: string, args: LabArguments, server?: string): Promise<string[]>;
  /** The same with everything a call gives; errors are data. */
  call(functionName: string, args: LabArguments, server?: string): Promise<LabAnswer>;
  close(): Promise<void>;
}

interface Waiting {
  readonly id: string;
  readonly host: string[];
  readonly resolve: (answer: LabAnswer) => void;
  readonly reject: (error: Error) => void;
}

/** Starts PowerShell and loads the module; throws one sentence when there is no PowerShell or it does not answer. */
export async function openLabShell(): Promise<LabShell> {
  const child = startPowerShell(findPowerShell());
  let waiting: Waiting | undefined;
  let turn: Promise<unknown> = Promise.resolve();
  const noise: string[] = [];

  const fail = (reason: string) => {
    waiting?.reject(new Error(`The PowerShell of the lab ${reason}: ${noise.join(' ').trim()}`));
    waiting = undefined;
  };
  child.once('error', (error) => fail(`could not be started (${error.message})`));
  child.once('exit', (code) => fail(`ended with code ${code}`));
  child.stderr?.on('data', (chunk: Buffer) => noise.push(chunk.toString()));
  createInterface({ input: child.stdout ?? process.stdin }).on('line', (line) => {
    if (waiting === undefined) return;
    const payload = line.startsWith(`LAB1 ${waiting.id} `) ? line.split(' ')[2] : undefined;
    if (payload === undefined) {
      if (line !== '') waiting.host.push(line);
      return;
    }
    const done = waiting;
    waiting = undefined;
    done.resolve({ ...JSON.parse(Buffer.from(payload, 'base64').toString('utf8')), host: done.host });
  });

  const call: LabShell['call'] = (functionName, args, server) => {
    const answer = turn.then(
      () =>
        new Promise<LabAnswer>((resolve, reject) => {
          const id = randomUUID();
          waiting = { id, host: [], resolve, reject };
          if (child.exitCode !== null || child.signalCode !== null) return fail('is closed');
          const request = { id, function: functionName, server: server ?? null, args };
          const encoded = Buffer.from(JSON.stringify(request)).toString('base64');
          child.stdin?.write(`Invoke-LabRequest '${encoded}'\n`);
        }),
    );
    turn = answer.catch(() => undefined);
    return answer;
  };
  child.stdin?.write(". ([System.IO.Path]::Combine($env:SFB_LAB_ROOT, 'shell.ps1'))\n");
  const shell: LabShell = { call, invoke: async (...call3) => textOf(await call(...call3)), close: () => close(child) };
  const [marker] = await shell.invoke('Get-SfbLabMarker', {});
  if (marker !== 'LAB') throw new Error(`The lab's PowerShell answered '${marker}' instead of its marker.`);
  return shell;
}

function textOf(answer: LabAnswer): string[] {
  const [error] = answer.errors;
  if (error !== undefined) throw new Error(error.message);
  return answer.rows.map((row) => row.text);
}

function startPowerShell(executable: string): ChildProcess {
  const args = ['-NoLogo', '-NoProfile', '-NonInteractive', '-Command', '-'];
  return spawn(executable, args, {
    env: { ...process.env, TERM: 'dumb', PSModulePath: '', SFB_LAB_ROOT: join(packageRoot(), 'lab') },
    stdio: ['pipe', 'pipe', 'pipe'],
  });
}

async function close(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  child.stdin?.end();
  await gone;
}
