import { execFile } from 'node:child_process';
import { readdirSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { beforeAll, describe, expect, it } from 'vitest';
import { testEngine } from '../support/agent.js';
import { tempFolder } from '../support/temp.js';

const agent = resolve(import.meta.dirname, '../../src/powershell/agent');
const walk = join(import.meta.dirname, 'walk');
/** What is sent to a front end, which may have nothing newer than PowerShell 3 syntax (domain-notes 1.6). */
const onFrontEnd = ['SfbTarget.ps1', 'SfbProbes.psm1', 'SfbChange.ps1'];

async function findings(scripts: readonly { level: 3 | 5; path: string }[]): Promise<string[]> {
  const args = ['-NoProfile', '-NonInteractive', '-File', join(walk, 'Walk.ps1'), join(walk, 'Permitted.ps1')];
  const { stdout } = await promisify(execFile)(testEngine(), [
    ...args,
    ...scripts.map(({ level, path }) => `${level}=${path}`),
  ]);
  const lines = stdout.split('\n').filter((line) => line !== '');
  // Without its last line the walk did not come to the end, and no finding would mean nothing.
  expect(lines.pop()).toBe(`walked ${scripts.length}`);
  return lines;
}

const mutants = [
  { name: 'ternary', level: 5, text: '$a = $true ? 1 : 2', says: 'TernaryExpressionAst' },
  { name: 'null-coalescing', level: 5, text: '$a = $b ?? 1', says: 'QuestionQuestion' },
  { name: 'null-assignment', level: 5, text: '$a ??= 1', says: 'QuestionQuestionEquals' },
  { name: 'null-member', level: 5, text: '(1)?.Count', says: '?. is PowerShell 7' },
  { name: 'null-index', level: 5, text: '(1)?[0]', says: 'QuestionLBracket' },
  { name: 'and-chain', level: 5, text: 'Get-Job && Get-Job', says: 'PipelineChainAst' },
  { name: 'or-chain', level: 5, text: 'Get-Job || Get-Job', says: 'OrOr' },
  { name: 'clean-block', level: 5, text: 'function a { process { 1 } clean { 2 } }', says: 'clean block' },
  { name: 'background', level: 5, text: 'Get-Job &', says: 'background' },
  { name: 'using', level: 5, text: 'using namespace System.IO', says: 'UsingStatementAst' },
  { name: 'using-variable', level: 5, text: 'Invoke-Command -ScriptBlock { $using:a }', says: 'UsingExpressionAst' },
  { name: 'parallel', level: 5, text: '1 | ForEach-Object -Parallel { 1 }', says: '-Parallel' },
  { name: 'binary-number', level: 5, text: '$a = 0b11', says: '0b11' },
  { name: 'escape', level: 5, text: '$a = "`e[0m"', says: 'escape' },
  { name: 'platform', level: 5, text: 'if ($IsWindows) { 1 }', says: '$IsWindows' },
  { name: 'replace-block', level: 5, text: "'a' -replace 'a', { 'b' }", says: '-replace' },
  { name: 'utility-command', level: 5, text: 'Write-Output 1', says: 'Write-Output is not Core' },
  { name: 'alias', level: 5, text: '1 | % { 1 }', says: 'the command %' },
  { name: 'program', level: 5, text: 'whoami.exe', says: 'whoami.exe' },
  { name: 'dynamic-call', level: 5, text: '& $anything', says: '$anything, which nobody' },
  { name: 'text-as-code', level: 5, text: 'Invoke-Expression $a', says: 'Invoke-Expression' },
  {
    name: 'newer-type',
    level: 5,
    text: '[System.Text.Json.JsonDocument]::Parse("1")',
    says: 'System.Text.Json.JsonDocument',
  },
  { name: 'newer-static', level: 5, text: '[System.Security.Cryptography.SHA256]::HashData($a)', says: '::HashData/1' },
  { name: 'newer-overload', level: 5, text: '[System.IO.Path]::Combine($a, $b, $c, $d)', says: '::Combine/4' },
  { name: 'newer-method', level: 5, text: "$a.Replace('a', 'b', 'Ordinal')", says: '.Replace/3' },
  { name: 'newer-property', level: 5, text: '$process.ProcessPath', says: '.ProcessPath' },
  { name: 'nested-type', level: 5, text: '$a -is [System.Collections.Generic.List[System.Half]]', says: 'System.Half' },
  { name: 'dynamic-member', level: 5, text: '$a.$b', says: 'names a member' },
  { name: 'dynamic-type', level: 5, text: '$type::Now', says: 'a static member of' },
  {
    name: 'attribute',
    level: 5,
    text: 'param([ValidateNotNullOrWhiteSpace()]$a)',
    says: 'ValidateNotNullOrWhiteSpace',
  },
  { name: 'not-ascii', level: 5, text: "$a = 'ä'", says: 'ASCII' },
  { name: 'no-script', level: 5, text: 'if (', says: 'does not parse' },
  { name: 'class-3', level: 3, text: 'class A { [int]$B }', says: 'TypeDefinitionAst' },
  { name: 'enum-3', level: 3, text: 'enum A { B }', says: 'TypeDefinitionAst' },
  { name: 'new-3', level: 3, text: '[System.Text.UTF8Encoding]::new($false)', says: '::new()' },
  { name: 'stream-6-3', level: 3, text: 'Get-Job 6>&1', says: 'stream 6' },
  { name: 'where-method-3', level: 3, text: '$a.Where({ $_ })', says: '.Where/1' },
  { name: 'command-3', level: 3, text: 'Register-ArgumentCompleter', says: 'came with PowerShell 5' },
] as const;

describe('Windows PowerShell', () => {
  let found: string[] = [];

  beforeAll(async () => {
    const folder = tempFolder('walk');
    for (const { name, text } of mutants) writeFileSync(join(folder, `${name}.ps1`), `${text}\n`);
    found = await findings(mutants.map(({ name, level }) => ({ level, path: join(folder, `${name}.ps1`) })));
  });

  it('runs every script of the agent: 5.1 at the jump host, PowerShell 3 syntax on a front end', async () => {
    const scripts = readdirSync(agent).filter((name) => /\.psm?1$/.test(name));
    expect(scripts).toEqual(expect.arrayContaining([...onFrontEnd, 'SfbAgent.psm1', 'SfbPlaces.ps1']));

    const lines = await findings(
      scripts.map((name) => ({ level: onFrontEnd.includes(name) ? 3 : 5, path: join(agent, name) })),
    );

    expect(lines).toEqual([]);
  });

  it.each(mutants)('would refuse $text ($level)', ({ name, says }) => {
    const own = found.filter((line) => line.startsWith(`${name}.ps1:1: `));

    expect(own.join('\n')).toContain(says);
  });
});
