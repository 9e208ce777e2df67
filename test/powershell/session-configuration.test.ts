import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { beforeAll, describe, expect, it } from 'vitest';
import { testEngine } from '../support/agent.js';
import { tempFolder } from '../support/temp.js';

const script = resolve(import.meta.dirname, '../../scripts/session-configuration/Register-SfbBotSession.ps1');
const walk = join(import.meta.dirname, 'walk');

async function run(file: string, args: readonly string[]): Promise<string[]> {
  const { stdout } = await promisify(execFile)(testEngine(), [
    ...['-NoProfile', '-NonInteractive', '-File', join(walk, file)],
    ...args,
  ]);
  return stdout.split('\n').filter((line) => line !== '');
}

/** The lines of each case, in order. */
async function cases(present: string, names: readonly string[]): Promise<Record<string, string[]>> {
  const lines = await run('SessionConfigurationRun.ps1', [script, present, tempFolder('pssc'), ...names]);
  const found: Record<string, string[]> = {};
  for (const line of lines) {
    if (line.startsWith('case ')) found[line.slice(5)] = [];
    else Object.values(found).at(-1)?.push(line);
  }
  return found;
}

const calls = (lines: readonly string[] = []) => lines.filter((line) => line.startsWith('call '));

describe('the session configuration of a front end', () => {
  let absent: Record<string, string[]>;
  let there: Record<string, string[]>;

  beforeAll(async () => {
    [absent, there] = await Promise.all([
      cases('-', ['whatif', 'same', 'plain', 'injected', 'remove', 'register']),
      cases('SfbBot', ['register', 'remove-whatif', 'remove']),
    ]);
  });

  it('is made by a script that Windows PowerShell 5.1 can read, of documented cmdlets only', async () => {
    expect(await run('Walk.ps1', [join(walk, 'SessionConfiguration.ps1'), `5=${script}`])).toEqual(['walked 1']);
    expect(readFileSync(script, 'utf8')).toContain('NEVER RUN ON WINDOWS BY US');
  });

  it('runs as the service account and admits the account of the worker alone', () => {
    const [file, tested, registered] = calls(absent.register);

    expect(calls(absent.register)).toHaveLength(3);
    expect(file).toContain('GroupManagedServiceAccount=CONTOSO\\sfb-bot$');
    expect(file).toContain('LanguageMode=FullLanguage');
    expect(tested).toContain('SfbBot.pssc');
    expect(/SecurityDescriptorSddl=(\S+);/.exec(`${registered};`)?.[1]).toBe(
      'O:NSG:BAD:P(A;;GXGR;;;S-1-5-21-1-2-3-1105)S:P(AU;FA;GA;;;WD)(AU;SA;GXGW;;;WD)',
    );
    expect(absent.register?.join('\n')).toContain('-ConfigurationName SfbBot -Authentication Kerberos { whoami }');
  });

  it.each([
    { what: 'with -WhatIf', lines: () => absent.whatif, says: '' },
    { what: 'when -Remove is asked with -WhatIf', lines: () => there['remove-whatif'], says: '' },
    { what: 'when one account is to be both', lines: () => absent.same, says: 'have to be two' },
    { what: 'for an account that is not managed', lines: () => absent.plain, says: 'ServiceAccount' },
    { what: 'for an account that is none', lines: () => absent.injected, says: 'WorkerAccount' },
    { what: 'when there is one already', lines: () => there.register, says: "'SfbBot' on this server already" },
    { what: 'when there is none to remove', lines: () => absent.remove, says: "no session configuration 'SfbBot'" },
  ])('changes nothing $what', ({ lines, says }) => {
    expect(calls(lines())).toEqual([]);
    expect(lines()?.join('\n')).toContain(says);
  });

  it('is removed by its name', () => {
    expect(calls(there.remove)).toEqual([
      expect.stringMatching(/^call Unregister-PSSessionConfiguration .*Name=SfbBot/),
    ]);
  });
});
