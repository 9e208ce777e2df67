import { z } from 'zod';
import type { CmdletUse } from './types.js';

const WORD = /^[A-Za-z][A-Za-z0-9-]*$/;

function quoted(text: string): string {
  if (!WORD.test(text)) throw new Error(`${JSON.stringify(text)} cannot stand in the allow-list`);
  return `'${text}'`;
}

function literal(value: string | number | boolean): string {
  if (typeof value === 'boolean') return value ? '$true' : '$false';
  return typeof value === 'number' ? String(value) : quoted(value);
}

function parametersOf(use: CmdletUse): string[] {
  return use.params instanceof z.ZodObject ? Object.keys(use.params.shape) : [];
}

function entry(use: CmdletUse): string {
  const fixed = Object.entries(use.fixed ?? {}).map(([key, value]) => `${quoted(key)} = ${literal(value)}`);
  const parameters = parametersOf(use).map(quoted);
  return [
    `    ${quoted(use.name)} = @{`,
    `        Cmdlet = ${quoted(use.cmdlet)}; Effect = ${quoted(use.effect)}`,
    `        Fixed = @{ ${fixed.join('; ')} }; Parameters = @(${parameters.join(', ')})`,
    '    }',
  ].join('\n');
}

/**
 * The agent's own allow-list as PowerShell data, made from the catalogue by `npm run generate` and committed: the agent
 * never takes a cmdlet name from a request, and a change to what may run shows in review as a change to that file.
 */
export function renderAllowList(uses: Readonly<Record<string, CmdletUse>>): string {
  return [
    '# Made by `npm run generate` from src/powershell/cmdlets; a test compares the two. Do not edit by hand.',
    '@{',
    ...Object.values(uses).map(entry),
    '}',
    '',
  ].join('\n');
}
