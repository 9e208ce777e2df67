import { spawn } from 'node:child_process';
import { chmodSync, cpSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { tempFolder } from '../support/temp.js';

const project = resolve(import.meta.dirname, '../..');

export interface SetupResult {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
  readonly ms: number;
}

/** A bare clone with the real set-up, and a PATH that holds nothing but the stand-ins a test puts there. */
export interface Clone {
  readonly root: string;
  /** Commands the stand-ins were called with, oldest first. */
  calls(): string[];
  /** Puts a stand-in on PATH; `script` is JavaScript that sees `args` and the file functions. */
  provide(command: string, script?: string): string;
  write(path: string, text: string): void;
  read(path: string): string;
  has(path: string): boolean;
  setup(env?: Readonly<Record<string, string>>, flags?: readonly string[]): Promise<SetupResult>;
}

export const standIns = {
  npm: `mkdirSync('node_modules/typescript/bin', { recursive: true });
    copyFileSync('compiler.js', 'node_modules/typescript/bin/tsc');`,
  dotnet: `const out = args[args.indexOf('-o') + 1];
    mkdirSync(out, { recursive: true });
    copyFileSync(process.env.PATH + '/redis-server', out + '/pwsh');
    chmodSync(out + '/pwsh', 0o755);`,
} as const;

const COMPILER = `const { mkdirSync, writeFileSync } = require('node:fs');
  mkdirSync('dist/src', { recursive: true });
  writeFileSync('dist/src/bot.js', '');`;

export function bareClone(): Clone {
  const root = tempFolder('clone');
  const bin = tempFolder('path');
  const log = join(bin, 'calls.log');
  const write = (path: string, text: string) => {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  };
  for (const path of ['scripts', 'lab/engine', 'package-lock.json', 'tsconfig.json'])
    cpSync(join(project, path), join(root, path), { recursive: true });
  write('src/bot.ts', 'export const one = 1;\n');
  write('compiler.js', COMPILER);
  writeFileSync(log, '');
  return {
    root,
    calls: () => readFileSync(log, 'utf8').split('\n').filter(Boolean),
    provide: (command, script = '') => provide(bin, log, command, script),
    write,
    read: (path) => readFileSync(join(root, path), 'utf8').trim(),
    has: (path) => existsSync(join(root, path)),
    setup: (env = {}, flags = []) => runSetup(root, { PATH: bin, ...env }, flags),
  };
}

/** A clone on a machine that has everything but a PowerShell. */
export function equippedClone(): Clone {
  const clone = bareClone();
  clone.provide('npm', standIns.npm);
  clone.provide('dotnet', standIns.dotnet);
  clone.provide('redis-server');
  return clone;
}

function provide(bin: string, log: string, command: string, script: string): string {
  const file = join(bin, command);
  const text = `#!${process.execPath}
const { appendFileSync, chmodSync, copyFileSync, mkdirSync, writeFileSync } = require('node:fs');
const args = process.argv.slice(2);
appendFileSync(${JSON.stringify(log)}, ${JSON.stringify(command)} + ' ' + args.join(' ') + '\\n');
${script}
`;
  writeFileSync(file, text);
  chmodSync(file, 0o755);
  return file;
}

function runSetup(root: string, env: Record<string, string>, flags: readonly string[]): Promise<SetupResult> {
  const started = performance.now();
  const child = spawn(process.execPath, [join(root, 'scripts/setup.mjs'), ...flags], {
    env,
    cwd: root,
    timeout: 20_000,
  });
  const heard = { stdout: '', stderr: '' };
  child.stdout.on('data', (chunk) => (heard.stdout += chunk));
  child.stderr.on('data', (chunk) => (heard.stderr += chunk));
  return new Promise((done, fail) => {
    child.on('error', fail);
    child.on('close', (code) => done({ code, ...heard, ms: performance.now() - started }));
  });
}
