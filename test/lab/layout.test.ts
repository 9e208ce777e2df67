import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { LabShell } from '../../lab/shell.js';
import { packageRoot } from '../../lab/where.js';
import { warmLabShell } from '../support/warm.js';

const folder = join(packageRoot(), 'lab', 'SkypeForBusiness');
const files = (name: string) => readdirSync(join(folder, name)).map((file) => join(folder, name, file));
const scripts = [...['core', 'cmdlets', 'faults', 'profiles'].flatMap(files), join(folder, 'SkypeForBusiness.psm1')];
const cmdlets = files('cmdlets').map((file) => file.replace(/^.*[\\/]|\.ps1$/g, ''));
const manifest = readFileSync(join(folder, 'SkypeForBusiness.psd1'), 'utf8');

describe('the lab as a PowerShell module', () => {
  let shell: LabShell;
  beforeAll(async () => {
    shell = await warmLabShell();
  });
  afterAll(() => shell.close());

  it('has one line in its manifest for every file of a cmdlet', () => {
    const listed = [...manifest.matchAll(/^ {8}'([A-Z][a-z]+-Cs[A-Za-z]+)'$/gm)].map(([, name]) => name);

    expect(listed).toEqual([...cmdlets].sort());
  });

  it.each(cmdlets)('%s is defined in the file of its name', (name) => {
    expect(readFileSync(join(folder, 'cmdlets', `${name}.ps1`), 'utf8')).toMatch(
      new RegExp(`^function ${name} \\{`, 'm'),
    );
  });

  it('says that it is the lab', async () => {
    expect(await shell.invoke('Get-SfbLabMarker', {})).toEqual(['LAB']);
    expect(manifest).toContain("SfbLabMarker = 'LAB'");
  });

  it.each(scripts)('%s keeps to what the small host has', (path) => {
    const text = readFileSync(path, 'utf8').replace(/^\s*#.*$/gm, '');
    const absent =
      /\b(Write-(Output|Host|Error|Warning|Verbose)|Select-Object|Sort-Object|Group-Object|Measure-Object|ConvertTo-Json|ConvertFrom-Json|Get-Content|Set-Content|Add-Content|Test-Path|Join-Path|Split-Path|New-Object|Add-Member|Start-Sleep|Get-Date|Get-Random|Add-Type|New-Item|Remove-Item|Get-ChildItem|Import-Clixml|Export-Clixml|Get-Process|Stop-Process)\b/g;

    expect(text.match(absent)).toBeNull();
  });

  it.each(scripts)('%s is short', (path) => {
    expect(readFileSync(path, 'utf8').split('\n').length).toBeLessThanOrEqual(200);
  });
});
