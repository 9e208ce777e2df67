import { execFile } from 'node:child_process';
import { rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { shownLine } from '../../src/jobs/plan/shown-line.js';
import type { StepCall } from '../../src/jobs/plan/types.js';
import { cmdletUses } from '../../src/powershell/cmdlets/index.js';
import type { CmdletUse } from '../../src/powershell/types.js';
import { testEngine } from '../support/agent.js';
import { tempFolder } from '../support/temp.js';

interface Parsed {
  readonly errors: number;
  readonly statements: number;
  readonly commands: number;
  readonly cmdlet: string;
  readonly values: Readonly<Record<string, unknown>>;
}

const lab = resolve(import.meta.dirname, '../../lab');

async function parsed(lines: readonly string[]): Promise<Parsed[]> {
  const folder = tempFolder('shown-line');
  const file = join(folder, 'lines.json');
  writeFileSync(file, JSON.stringify(lines));
  const script = join(import.meta.dirname, 'shown-line.ps1');
  const args = ['-NoProfile', '-NonInteractive', '-File', script, file, lab];
  const { stdout } = await promisify(execFile)(testEngine(), args, { maxBuffer: 64 * 1024 * 1024 });
  rmSync(folder, { recursive: true });
  return JSON.parse(stdout) as Parsed[];
}

/** What people might type, and what somebody might want them not to see. */
const HOSTILE = [
  'plain',
  "it's",
  '‘’‚‛',
  '“”„"',
  "'; Stop-CsWindowsService; '",
  '’; Stop-CsWindowsService; ‘',
  '$(Stop-CsWindowsService)',
  '$env:TEMP @args `n `0',
  '-Force',
  '-Force:$true',
  'a --%',
  '– — ―Force',
  '\\\\fe2.domain.local\\CMS_BACKUP\\a b\\lis.zip',
  '#comment <# block #>',
  '@(1) @{a=1} | & { } > out',
  '🔥 漢字 ñ',
  ' ',
  '',
];

/** Below the schema: every parameter of the use gets the value, whether zod would take it or not. */
function calls(use: CmdletUse): StepCall[] {
  const names = Object.keys('shape' in use.params ? (use.params.shape as object) : {});
  const values = names.length === 0 ? [''] : HOSTILE;
  return values.map((value) => ({
    use: use.name,
    params: Object.fromEntries(names.map((name) => [name, name === 'Minutes' ? 1440 : value])),
    place: 'backup',
  }));
}

describe('the shown line', () => {
  it('is read back by the engine as the same cmdlet with the same values, for every use of the catalogue', async () => {
    const uses: readonly CmdletUse[] = Object.values(cmdletUses);
    const cases = uses.flatMap((use) => calls(use).map((call) => ({ use, call, line: shownLine(call, use) })));

    const results = await parsed(cases.map(({ line }) => line));

    expect(results).toHaveLength(cases.length);
    for (const [index, { use, call, line }] of cases.entries()) {
      expect(results[index], line).toEqual({
        errors: 0,
        statements: 1,
        commands: 1,
        cmdlet: use.cmdlet,
        values: { ...call.params, ...use.fixed },
      });
    }
    expect(cases.length).toBeGreaterThan(300);
  });

  it('shows switches, numbers and lists as a console takes them', async () => {
    const use = { ...cmdletUses['get-cs-windows-service'], cmdlet: 'Start-CsClsLogging', fixed: { NoWait: false } };
    const params = { Scenario: 'AlwaysOn', Computers: ["fe1'", 'fe2’'], Count: 3 };
    const line = shownLine({ use: use.name, params, place: 'jump' }, use);

    expect(line).toBe("Start-CsClsLogging -Scenario 'AlwaysOn' -Computers @('fe1''', 'fe2’’') -Count 3 -NoWait:$false");
    const [result] = await parsed([line.replace(' -Count 3 -NoWait:$false', '')]);
    expect(result).toMatchObject({ commands: 1, values: { Scenario: 'AlwaysOn', Computers: ["fe1'", 'fe2’'] } });
  });

  it.each(['a\nb', 'a\u0000b', '\u202Egnp.exe', '\u200B', '\ud800', 'a\u2028b'])(
    'refuses %j, which people would not see',
    (FileName) => {
      const use = cmdletUses['import-cs-lis-configuration'];
      const call: StepCall = { use: use.name, params: { FileName }, place: 'backup' };

      expect(() => shownLine(call, use)).toThrow('"FileName" of a call holds a character that cannot be seen');
    },
  );

  it.each([{ Bad: { nested: 1 } }, { Bad: 1.5 }, { 'Bad Name': 'x' }, { Bad: null }, { Bad: '--%' }])(
    'refuses %j',
    (params) => {
      const use = cmdletUses['import-cs-lis-configuration'];
      const call = { use: use.name, params, place: 'backup' } as StepCall;

      expect(() => shownLine(call, use)).toThrow('cannot be shown for approval');
    },
  );
});
