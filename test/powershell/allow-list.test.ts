import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { renderAllowList } from '../../src/powershell/allow-list.js';
import { cmdletUses } from '../../src/powershell/cmdlets/index.js';
import { defineUse } from '../../src/powershell/types.js';

const file = join(resolve(import.meta.dirname, '../..'), 'src/powershell/agent/SfbAllowList.ps1');

describe('powershell/allow-list', () => {
  it('is the catalogue, so `npm run generate` was run after the last change', () => {
    expect(readFileSync(file, 'utf8')).toBe(renderAllowList(cmdletUses));
  });

  it('refuses a name that could be more than a name', () => {
    const use = defineUse({
      name: "x'; Remove-Item",
      cmdlet: 'Get-CsService',
      effect: 'read',
      runsOn: ['jump'],
      params: z.strictObject({}),
      fields: 'self',
      row: z.string(),
      expectedMs: 1,
      lateMs: 1,
      right: '',
      doc: '',
    });

    expect(() => renderAllowList({ x: use })).toThrow('cannot stand in the allow-list');
  });
});
