import type { Check } from './types.js';

export const standardEditionCms: Check<undefined> = {
  id: 'standard-edition-cms',
  title: 'the CMS does not depend on a Standard Edition server',
  why: 'After that night the advice was to move the CMS to a SQL cluster away from the Standard Edition servers.',
  severity: { planned: 'warns', disaster: 'skipped', failback: 'warns', recover: 'skipped' },

  // True of every pair this project is for, so there is nothing to read and it never passes.
  gather: async () => undefined,

  judge: () => ({
    status: 'warn',
    sentence: 'The CMS is on a Standard Edition pair: its failover is where the split brain happened.',
    fix: 'Standing advice: move the CMS to an Enterprise pool, whose databases are on SQL servers of their own.',
  }),
};
