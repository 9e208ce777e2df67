import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { verbs } from '../../src/cli/verbs.js';

const root = resolve(import.meta.dirname, '../..');
const page = readFileSync(join(root, 'docs/first-hour.md'), 'utf8');
const section = (number: number) => page.split(/^## /m).find((text) => text.startsWith(`${number}. `)) ?? '';

describe('docs/first-hour.md', () => {
  it('has doctor run beside status, and its two files sent back', () => {
    expect(section(2)).toContain('npm run sfb -- doctor london --config worker.yaml\n');
    expect(section(4)).toContain('.record.json');
    expect(section(4)).toContain('.transcript.json');
  });

  it('says before it is run that doctor calls the failover cmdlet under -WhatIf', () => {
    expect(section(2)).toContain('`Invoke-CsManagementServerFailover -WhatIf` on fe2');
  });

  it('names no verb that the console does not have, and no cmdlet that the lab does not know', () => {
    const asked = [...page.matchAll(/npm run sfb -- (\w+)/g)].map(([, verb = '']) => verb);
    const named = [...page.matchAll(/\b[A-Z][a-z]+-Cs[A-Za-z]+\b/g)].map(([cmdlet]) => cmdlet);
    const known = readdirSync(join(root, 'lab/SkypeForBusiness/cmdlets')).map((file) => file.replace('.ps1', ''));

    expect(asked.length).toBeGreaterThan(2);
    expect(asked.filter((verb) => !(verb in verbs))).toEqual([]);
    expect(named.length).toBeGreaterThan(10);
    expect(named.filter((cmdlet) => !known.includes(cmdlet))).toEqual([]);
  });
});
