import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { openLabShell } from '../../lab/shell.js';
import { tempFolder } from '../support/temp.js';
import { tryWorld } from './lab-world.js';

describe('a lab world', () => {
  it('keeps every change that two processes make at the same time', async () => {
    const World = tempFolder('lock');
    const [one, two] = await Promise.all([openLabShell(), openLabShell()]);
    await one.invoke('New-LabWorld', { Path: World });
    const [before = ''] = await one.invoke('Step-LabClock', { World, Minutes: 0 });
    const steps = [one, two].flatMap((shell) =>
      Array.from({ length: 20 }, () => shell.invoke('Step-LabClock', { World, Minutes: 1 })),
    );
    await Promise.all(steps);
    const [after = ''] = await two.invoke('Step-LabClock', { World, Minutes: 0 });
    await Promise.all([one.close(), two.close()]);

    expect(Date.parse(`${after}Z`) - Date.parse(`${before}Z`)).toBe(40 * 60_000);
  });

  it('has files of at most 30 KB', async () => {
    const lab = await tryWorld('size');
    await lab.renew('lived-in');
    await lab.fault('split-brain-forced', { Now: true });
    await lab.fault('returning-primary');
    await lab.shell.close();
    const sizes = ['world', 'fe1.domain.local', 'fe2.domain.local', 'edge1.domain.local', 'jump.domain.local'].map(
      (name) => statSync(join(lab.folder, `${name}.xml`)).size,
    );

    expect(Math.max(...sizes)).toBeLessThan(30_000);
  });

  it('is never made in a folder that holds something else', async () => {
    const lab = await tryWorld('foreign');
    writeFileSync(join(lab.folder, 'letter.xml'), '<dear/>');
    const refused = lab.renew('fresh');

    await expect(refused).rejects.toThrow(
      `The folder '${lab.folder}' is not empty and holds no lab world; choose another.`,
    );
    await lab.shell.close();
  });

  it('is made anew with nothing left of the old one', async () => {
    const lab = await tryWorld('anew');
    await lab.renew('fresh');
    await lab.fault('headless');
    await lab.renew('lived-in');
    const dump = await lab.shell.invoke('Get-LabDump', { World: lab.folder });
    await lab.shell.close();

    expect(dump).toContain('world.faults = {}');
    expect(dump).toContain('world.profile = lived-in');
  });

  it.each([
    { mode: 'before its effect', option: 'Invoke-CsManagementServerFailover', state: '3' },
    { mode: 'after its effect', option: 'Invoke-CsManagementServerFailover:after', state: '0' },
  ])('shows by its call log that a process died in a change, $mode', async ({ option, state }) => {
    const lab = await tryWorld('dies');
    await lab.renew('fresh');
    await lab.fault('cmdlet-dies', { Option: option });
    const dead = lab.on('fe2', 'Invoke-CsManagementServerFailover', { Confirm: false });
    await expect(dead).rejects.toThrow('The PowerShell of the lab ended');
    const marks = readFileSync(join(lab.folder, 'calls.log'), 'utf8')
      .trimEnd()
      .split('\n')
      .map((line) => line.split('\t')[3]);
    const next = await openLabShell();
    const [current] = await next.invoke('Get-LabField', { World: lab.folder, Path: 'fe2.xds.CurrentState' });
    await next.close();

    expect(marks).toEqual(['begin']);
    expect(current).toBe(state);
  });
});
