import { execFile } from 'node:child_process';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { beforeAll, describe, expect, it } from 'vitest';
import { cmdletUses } from '../../src/powershell/cmdlets/index.js';
import type { CmdletUse } from '../../src/powershell/types.js';
import { testEngine } from '../support/agent.js';

const root = resolve(import.meta.dirname, '../..');

interface Probe {
  /** Name, type, whether mandatory, pattern; in their order. */
  readonly parameters: string[];
  readonly properties: string[];
  readonly lines: number;
}

/** A module of probes as the engine's parser sees it, by name; `export` holds the line that exports them. */
async function shapesOf(path: string): Promise<Map<string, Probe>> {
  const args = [
    '-NoProfile',
    '-NonInteractive',
    '-File',
    join(import.meta.dirname, 'probe-shapes.ps1'),
    join(root, path),
  ];
  const { stdout } = await promisify(execFile)(testEngine(), args);
  const split = (text: string | undefined) => (text ? text.split(';') : []);
  return new Map(
    stdout
      .trim()
      .split('\n')
      .map((line) => line.trim().split('|'))
      .map(([name = '', parameters, properties, lines]) => [
        name,
        { parameters: split(parameters), properties: split(properties), lines: Number(lines) },
      ]),
  );
}

const used: readonly CmdletUse[] = Object.values(cmdletUses).filter(({ cmdlet }) => cmdlet.startsWith('Get-Sfb'));

describe('the probes of a real site and of the lab', () => {
  let real: Map<string, Probe>;
  let lab: Map<string, Probe>;
  beforeAll(async () => {
    [real, lab] = (await Promise.all(['src/powershell/agent/SfbProbes.psm1', 'lab/SfbProbes.psm1'].map(shapesOf))) as [
      Map<string, Probe>,
      Map<string, Probe>,
    ];
  });

  it('are the same list, exported alike', () => {
    expect([...lab.keys()]).toEqual([...real.keys()]);
    expect(lab.get('export')?.parameters).toEqual(real.get('export')?.parameters);
    expect([...real.keys()].filter((name) => name !== 'export').sort()).toEqual(
      [...new Set(used.map(({ cmdlet }) => cmdlet))].sort(),
    );
  });

  it.each(used)('$cmdlet takes the same parameters and gives the same properties', ({ cmdlet }) => {
    const [here, there] = [real.get(cmdlet), lab.get(cmdlet)];

    expect(there?.parameters).toEqual(here?.parameters);
    expect(there?.properties.toSorted()).toEqual(here?.properties.toSorted());
    expect(here?.properties.length).toBeGreaterThan(0);
  });

  it.each(used)('$cmdlet has what the catalogue asks of it', ({ cmdlet, params, fields }) => {
    const probe = real.get(cmdlet);
    const shape = 'shape' in params ? Object.keys(params.shape as object) : [];

    expect(probe?.parameters.map((parameter) => parameter.split(':')[0])).toEqual(shape);
    expect(probe?.properties).toEqual(expect.arrayContaining(Object.keys(fields)));
  });

  it.each(used)('$cmdlet is short on both sides', ({ cmdlet }) => {
    expect(real.get(cmdlet)?.lines).toBeLessThanOrEqual(16);
    expect(lab.get(cmdlet)?.lines).toBeLessThanOrEqual(16);
  });
});
