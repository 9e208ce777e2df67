import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type LabShell, openLabShell } from '../../lab/shell.js';
import { labNames } from '../../lab/where.js';
import { tempFolder } from '../support/temp.js';
import { warmLabShell } from '../support/warm.js';

interface Fault {
  readonly Name: string;
  readonly Title: string;
  readonly Trap: boolean;
  readonly Active: boolean;
  readonly Expect: Readonly<Record<string, string>>;
}

const names = labNames('faults');

describe('the faults of the lab', () => {
  let shell: LabShell;
  let said: Record<string, string>;
  let dump: string[];
  let faults: Map<string, Fault>;
  const world = tempFolder('faults');
  const testimony = async () => {
    const { rows, errors } = await shell.call('Get-LabTestimony', { World: world });
    expect(errors).toEqual([]);
    return Object.fromEntries(rows.map((row) => Object.values(row.value as object) as [string, string]));
  };
  const list = async (only = '') => {
    const { rows } = await shell.call('Get-LabFault', { World: world, Name: only });
    return new Map(rows.map((row) => row.value as Fault).map((fault) => [fault.Name, fault]));
  };
  beforeAll(async () => {
    shell = await warmLabShell();
    await shell.invoke('New-LabWorld', { Path: world });
    said = await testimony();
    dump = await shell.invoke('Get-LabDump', { World: world });
    faults = await list();
  });
  afterAll(() => shell.close());

  it('has a file for every fault, named like it, with a title', () => {
    expect([...faults.keys()]).toEqual(names);
    expect([...faults.values()].filter((fault) => fault.Title.length < 20)).toEqual([]);
  });

  it.each(names)('%s shows what its file expects and heals exactly back', async (name) => {
    const fault = faults.get(name) as Fault;
    await shell.invoke('Set-LabFault', { World: world, Name: name, Now: fault.Trap });
    // A cmdlet that hangs or dies gives nothing to compare: those have tests of their own.
    const broken = /^cmdlet-(hangs|slow|dies)$/.test(name) ? said : await testimony();
    const active = (await list(name)).get(name)?.Active;
    await shell.invoke('Clear-LabFault', { World: world, Name: name });

    expect(broken).toEqual({ ...said, ...fault.Expect });
    expect(active).toBe(true);
    expect(await shell.invoke('Get-LabDump', { World: world })).toEqual(dump);
  });

  it('puts back what the first of two faults found, whichever is healed first', async () => {
    for (const Name of ['headless', 'empty-answers']) await shell.invoke('Set-LabFault', { World: world, Name });
    await shell.invoke('Clear-LabFault', { World: world, Name: 'headless' });
    const half = await testimony();
    await shell.invoke('Clear-LabFault', { World: world, Name: 'empty-answers' });

    expect(half).toEqual({ ...said, 'store status': 'silent', replicas: 'silent' });
    expect(await shell.invoke('Get-LabDump', { World: world })).toEqual(dump);
  });

  it('names the value when a fault is not known or not on', async () => {
    await expect(shell.invoke('Set-LabFault', { World: world, Name: 'gremlins' })).rejects.toThrow(
      "There is no lab fault 'gremlins'",
    );
    await expect(shell.invoke('Clear-LabFault', { World: world, Name: 'headless' })).rejects.toThrow(
      "The lab fault 'headless' is not on in this world.",
    );
  });
});

describe('the fault cmdlet-hangs', () => {
  it('holds its cmdlet until it is healed, and no other', async () => {
    const world = tempFolder('hang');
    const [hung, other] = await Promise.all([openLabShell(), openLabShell()]);
    await other.invoke('New-LabWorld', { Path: world });
    await other.invoke('Set-LabFault', { World: world, Name: 'cmdlet-hangs' });
    let answered = false;
    const waiting = hung
      .call('Get-CsManagementStoreReplicationStatus', { World: world }, 'jump.domain.local')
      .then((answer) => {
        answered = true;
        return answer;
      });
    const connection = await other.invoke('Get-CsManagementConnection', { World: world }, 'jump.domain.local');
    const early = answered;
    await other.invoke('Clear-LabFault', { World: world, Name: 'cmdlet-hangs' });

    expect((await waiting).rows).toHaveLength(3);
    expect(early).toBe(false);
    expect(connection).toHaveLength(1);
    await Promise.all([hung.close(), other.close()]);
  });
});
