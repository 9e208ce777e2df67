import { describe, expect, it } from 'vitest';
import type { Copy } from '../../../src/jobs/backup/take.js';
import { importFolder } from '../../../src/jobs/failover/set.js';

const copy = (on: string, path?: string): Copy => ({
  share: { path: `\\\\${on}\\sets`, on },
  sentence: '',
  ...(path === undefined ? {} : { path }),
});
const LEFT = 'fe1.domain.local';

describe('where a failover imports from', () => {
  it.each([
    [
      'the copy off the server that is left, though it is not the first',
      [copy(LEFT, 'a'), copy('files.domain.local', 'b')],
      'b',
    ],
    ['the first of those', [copy('fe2.domain.local', 'a'), copy('files.domain.local', 'b')], 'a'],
    ['one that was kept', [copy('fe2.domain.local'), copy(LEFT, 'b'), copy('files.domain.local', 'c')], 'c'],
    ['the only one, wherever it lies', [copy(LEFT, 'a')], 'a'],
    ['none where none was kept', [copy('fe2.domain.local')], undefined],
  ])('is %s', (_what, copies, folder) => {
    expect(importFolder(copies, LEFT)).toBe(folder);
  });
});
