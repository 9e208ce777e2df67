import { approvals } from './approvals.js';
import { backup } from './backup.js';
import { backups } from './backups.js';
import { failover } from './failover.js';
import { freeze } from './freeze.js';
import { help } from './help.js';
import { jobs } from './jobs.js';
import { preflight } from './preflight.js';
import { resume } from './resume.js';
import { status } from './status.js';
import { thaw } from './thaw.js';
import type { Commands } from './types.js';
import { verify } from './verify.js';

/** Every subcommand of /sfb: one file, one line. */
export const commands = {
  status,
  verify,
  preflight,
  failover,
  resume,
  jobs,
  approvals,
  freeze,
  thaw,
  backup,
  backups,
  help,
} satisfies Commands;
