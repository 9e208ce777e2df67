import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type LabShell, openLabShell } from '../../lab/shell.js';
import { findPowerShell } from '../../lab/where.js';
import { tempFolder } from '../support/temp.js';

describe('lab/shell', () => {
  let shell: LabShell;
  const world = tempFolder('shell');
  beforeAll(async () => {
    shell = await openLabShell();
    await shell.invoke('New-LabWorld', { Path: world, Profile: 'fresh' });
  });
  afterAll(() => shell.close());

  it('gives the output of a lab function as lines', async () => {
    expect(await shell.invoke('Get-LabField', { World: world, Path: 'scp.dc1' })).toEqual(['fe1.domain.local\\rtc']);
  });

  it('runs a cmdlet of the product on the server named', async () => {
    const answer = await shell.call('Get-SfbXdsState', { World: world, SqlInstance: 'rtc' }, 'fe2.domain.local');

    expect(answer.rows.map((row) => row.value)).toEqual([{ Name: 'CurrentState', Value: 3 }]);
  });

  it('throws the message of an error', async () => {
    await expect(shell.invoke('Get-LabField', { World: world, Path: 'fe1.nothing.there' })).rejects.toThrow(
      "The lab world has no field 'fe1.nothing.there'",
    );
  });

  it.each([`$(throw 'run')`, `'; throw 'run'; '`, '”$env:PATH”', 'line\nbreak', '`n%{}'])(
    'carries %j as data and never as script',
    async (text) => {
      await shell.invoke('Set-LabField', { World: world, Path: 'fe1.note', Value: text });

      expect(await shell.invoke('Get-LabField', { World: world, Path: 'fe1.note' })).toEqual([text]);
    },
  );

  it('refuses a function the lab does not have', async () => {
    await expect(shell.invoke('Get-Nothing', {})).rejects.toThrow("The lab has no function 'Get-Nothing'.");
  });

  it('answers calls in the order they were made', async () => {
    const texts = Array.from({ length: 10 }, (_, index) => `value ${index}`);
    for (const Value of texts) void shell.invoke('Set-LabField', { World: world, Path: 'fe1.note', Value });

    expect(await shell.invoke('Get-LabField', { World: world, Path: 'fe1.note' })).toEqual(['value 9']);
  });
});

describe('lab/where', () => {
  it('names what is wrong with SFB_POWERSHELL in one sentence', () => {
    expect(() => findPowerShell({ SFB_POWERSHELL: '/nowhere/pwsh' })).toThrow(
      "SFB_POWERSHELL names '/nowhere/pwsh', which does not exist; correct it or unset it.",
    );
  });
});
