import { expect } from 'vitest';
import type { LabAnswer, LabArguments, LabShell } from '../../lab/shell.js';
import { tempFolder } from '../support/temp.js';
import { warmLabShell } from '../support/warm.js';

/** A lab world and a PowerShell to try it with. */
export interface TriedWorld {
  readonly folder: string;
  renew(profile: 'fresh' | 'lived-in'): Promise<void>;
  /** A cmdlet on fe1, fe2 or jump, in a new session as far as cached connections go. */
  on(server: string, cmdlet: string, args?: LabArguments): Promise<LabAnswer>;
  /** The same, and it must not complain. */
  well(server: string, cmdlet: string, args?: LabArguments): Promise<LabAnswer>;
  fault(Name: string, more?: LabArguments): Promise<void>;
  heal(Name: string): Promise<void>;
  clock(Minutes: number): Promise<void>;
  field(Path: string): Promise<string | undefined>;
  set(Path: string, Value: string | number | boolean): Promise<void>;
  /** What the witnesses say, by their names. */
  said(): Promise<Record<string, string>>;
  readonly shell: LabShell;
}

export async function tryWorld(name: string): Promise<TriedWorld> {
  const shell = await warmLabShell();
  const folder = tempFolder(name);
  const on: TriedWorld['on'] = async (server, cmdlet, args = {}) => {
    await shell.invoke('Reset-LabSession', {});
    return shell.call(cmdlet, { World: folder, ...args }, `${server}.domain.local`);
  };
  return {
    folder,
    shell,
    on,
    async well(server, cmdlet, args) {
      const answer = await on(server, cmdlet, args);
      expect(answer.errors).toEqual([]);
      return answer;
    },
    renew: async (Profile) => void (await shell.invoke('New-LabWorld', { Path: folder, Profile })),
    fault: async (Name, more) => void (await shell.invoke('Set-LabFault', { World: folder, Name, ...more })),
    heal: async (Name) => void (await shell.invoke('Clear-LabFault', { World: folder, Name })),
    clock: async (Minutes) => void (await shell.invoke('Step-LabClock', { World: folder, Minutes })),
    field: async (Path) => (await shell.invoke('Get-LabField', { World: folder, Path }))[0],
    set: async (Path, Value) => void (await shell.invoke('Set-LabField', { World: folder, Path, Value })),
    async said() {
      const { rows, errors } = await shell.call('Get-LabTestimony', { World: folder });
      expect(errors).toEqual([]);
      return Object.fromEntries(rows.map((row) => Object.values(row.value as object) as [string, string]));
    },
  };
}

/** What every witness says when the CMS is on one server and all is well; next hop and rest as in a new world. */
export function healthy(active: 'fe1' | 'fe2', hop: 'fe1' | 'fe2' = 'fe1'): Record<string, unknown> {
  const other = active === 'fe1' ? 'fe2' : 'fe1';
  const steady = 'PresenceFocus FinalState/NormalState, DataConf FinalState/NormalState, CMSMaster';
  const document = `active ${active}; next hop ${hop}; pairing fe2, fe1`;
  return {
    [`xds ${active}`]: '0',
    [`xds ${other}`]: '3',
    'store status': `master ${active}.domain.local, fta ${active}.domain.local`,
    replicas: 'edge1 True, fe1 True, fe2 True',
    connection: `${active}.domain.local`,
    'service active': active,
    topology: document,
    'RTCLOCAL fe1': document,
    'RTCLOCAL fe2': document,
    [`backup ${active}`]: `${steady} FinalState/NotInitialized`,
    [`backup ${other}`]: `${steady} NotInitialized/NormalState`,
    'edge next hop': `Registrar:${hop}.domain.local`,
    users: 'fe1, fe1, fe2',
  };
}
