import { execFile } from 'node:child_process';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { testEngine } from '../support/agent.js';

const agent = resolve(import.meta.dirname, '../../src/powershell/agent');
const script = join(import.meta.dirname, 'walk/Places.ps1');

async function facts(configuration: string): Promise<string[]> {
  const args = ['-NoProfile', '-NonInteractive', '-File', script, agent, configuration];
  const { stdout } = await promisify(execFile)(testEngine(), args);
  return stdout.split(/\r?\n/).filter((line) => line !== '');
}

/** What can be known about the WinRM session without Windows: what would be asked for. */
describe('the sessions of a real site', () => {
  it.each([
    { configuration: 'SfbBot', shell: 'SfbBot' },
    { configuration: '', shell: 'Microsoft.PowerShell' },
  ])('asks for Kerberos, the session configuration $configuration and bounded times', async (row) => {
    expect(await facts(row.configuration)).toEqual([
      'ComputerName=fe1.domain.local',
      'Port=5985',
      'Scheme=http',
      `ShellUri=http://schemas.microsoft.com/powershell/${row.shell}`,
      'AuthenticationMechanism=Kerberos',
      'Credential=',
      'OpenTimeout=30000',
      'OperationTimeout=180000',
      'CancelTimeout=30000',
      'IdleTimeout=900000',
      'detached ComputerName=fe1.domain.local',
      `detached ConfigurationName=${row.shell}`,
      'detached Authentication=Kerberos',
      'detached InDisconnectedSession=True',
      'detached SessionName=sfb-failover-abcdefghij-cms',
      'detached ErrorAction=Stop',
      'detached idle=12:00:00 buffering=Drop arguments=1 step=cms',
      // The probes travel as text, are loaded once, and what they do not export is not there.
      'rows=from the probes errors=0',
      'rows=from the probes errors=0',
      'rows= errors=1',
    ]);
  });
});
