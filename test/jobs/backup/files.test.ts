import { describe, expect, it } from 'vitest';
import { unwritable } from '../../../src/jobs/backup/files.js';

describe('jobs/backup/files', () => {
  it.each(['EACCES', 'EROFS', 'ENOSPC'])('says in words that a share takes nothing: %s', (code) => {
    const error = Object.assign(new Error(`${code}: mkdir`), { code, path: '/share/london' });

    expect(unwritable(error)).toMatch(/^\/share\/london could not be written: (it is read-only|there is no space)/);
    expect(unwritable(new Error('other'))).toBeUndefined();
  });
});
