import { spawn } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { testEngine } from '../support/agent.js';
import { tempFolder } from '../support/temp.js';

// Holds for a full pwsh as well: the engine of lab/engine must not be told apart here.
const AS_NODE_POWERSHELL = [
  '-NoLogo',
  '-NoProfile',
  '-NonInteractive',
  '-ExecutionPolicy',
  'Bypass',
  '-NoExit',
  '-Command',
  '-',
];

interface Run {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

function run(args: readonly string[], input = '', env: Readonly<Record<string, string>> = {}): Promise<Run> {
  const child = spawn(testEngine(), args, {
    env: { ...process.env, NO_COLOR: '1', TERM: 'dumb', ...env },
    timeout: 25_000,
  });
  const heard = { stdout: '', stderr: '' };
  child.stdout.setEncoding('utf8').on('data', (chunk) => (heard.stdout += chunk));
  child.stderr.setEncoding('utf8').on('data', (chunk) => (heard.stderr += chunk));
  child.stdin.end(input);
  return new Promise((done, fail) => {
    child.on('error', fail);
    child.on('close', (code) => done({ code, ...heard }));
  });
}

function typed(...lines: string[]): Promise<Run> {
  return run(AS_NODE_POWERSHELL, `${lines.join('\n')}\n`);
}

const ASKS =
  'function Ask { [CmdletBinding(SupportsShouldProcess)] param() if ($PSCmdlet.ShouldProcess("fe1", "move")) { "moved" } }';

describe('PowerShell fed line by line', () => {
  it('keeps one session from line to line and writes texts as they are', async () => {
    const { code, stdout, stderr } = await typed('$x = "é ’ 漢 😀"', '$x', '$null', '7; $true');

    expect({ code, stdout, stderr }).toEqual({ code: 0, stdout: 'é ’ 漢 😀\n7\nTrue\n', stderr: '' });
  });

  it('runs a block only when an empty line ends it, and drops one the input cuts off', async () => {
    const { stdout } = await typed('if ($true) {', '"inside"', '}', '', '"after"', 'if ($true) {', '"cut"', '}');

    expect(stdout).toBe('inside\nafter\n');
  });

  it('goes on after an error, which goes to standard error only', async () => {
    const { stdout, stderr } = await typed('throw "boom"', 'No-SuchCommand', '1 +* 2', '"still here"');

    expect(stdout).toBe('still here\n');
    expect(stderr).toContain('boom');
    expect(stderr).toContain('No-SuchCommand');
  });

  it('writes warnings and -WhatIf texts to standard output', async () => {
    const warns = 'function Warn { [CmdletBinding()] param() $PSCmdlet.WriteWarning("care") }';

    const { stdout, stderr } = await typed(ASKS, warns, 'Ask -WhatIf', 'Warn');

    expect(stdout).toBe('What if: Performing the operation "move" on target "fe1".\nWARNING: care\n');
    expect(stderr).toBe('');
  });

  it('asks nobody: what would prompt is an error, and the next line is not its answer', async () => {
    const { stdout, stderr } = await typed(ASKS, 'Ask -Confirm', '"y"');

    expect(stdout).toBe('y\n');
    expect(stderr).toContain('NonInteractive');
  });

  it.each([
    { how: 'exit 7', code: 7 },
    { how: '[Environment]::Exit(9)', code: 9 },
  ])('ends at once with $how', async ({ how, code }) => {
    expect(await typed('"before"', how, '"never"')).toEqual({ code, stdout: 'before\n', stderr: '' });
  });

  it('writes UTF-8 without a byte order mark whatever the locale', async () => {
    const { stdout } = await run(AS_NODE_POWERSHELL, '"plain é"\n', { LC_ALL: 'C', LANG: 'C' });

    expect(stdout).toBe('plain é\n');
  });
});

describe('PowerShell with something to run', () => {
  it('takes a command and its exit code', async () => {
    expect(await run(['-NoProfile', '-Command', '"one"; exit 3'])).toEqual({ code: 3, stdout: 'one\n', stderr: '' });
  });

  it('gives exit code 1 to a command that failed', async () => {
    expect(await run(['-NoProfile', '-Command', 'throw "no"'])).toMatchObject({ code: 1, stdout: '' });
  });

  it('takes an encoded command', async () => {
    const encoded = Buffer.from('"é"', 'utf16le').toString('base64');

    expect(await run(['-NoProfile', '-EncodedCommand', encoded])).toMatchObject({ code: 0, stdout: 'é\n' });
  });

  it('takes a file with arguments, its folder and its exit code', async () => {
    const folder = tempFolder('engine');
    const file = join(folder, 'script.ps1');
    writeFileSync(file, 'param($a, $b)\n"$a+$b in $PSScriptRoot"\nexit 5\n');

    const { code, stdout } = await run(['-NoProfile', '-File', file, 'x', 'y z']);

    expect({ code, stdout }).toEqual({ code: 5, stdout: `x+y z in ${folder}\n` });
  });

  it('refuses an option it does not know', async () => {
    const { code } = await run(['-NoSuchOption']);

    // A full pwsh prints its usage as well.
    expect(code).toBe(64);
  });

  it('serves a runspace in a process of its own', async () => {
    const script = `$far = [runspacefactory]::CreateOutOfProcessRunspace($null); $far.Open()
      $shell = [powershell]::Create(); $shell.Runspace = $far
      [void]$shell.AddScript('[pscustomobject]@{ Process = $PID }')
      $answer = $shell.Invoke()[0]; $far.Close()
      "$($answer.pstypenames[0]) $($answer.Process -ne $PID)"`;

    expect(await run(['-NoProfile', '-Command', script])).toEqual({
      code: 0,
      stdout: 'Deserialized.System.Management.Automation.PSCustomObject True\n',
      stderr: '',
    });
  });
});
