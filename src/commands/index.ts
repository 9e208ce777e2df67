import { help } from './help.js';
import { preflight } from './preflight.js';
import { status } from './status.js';
import type { Commands } from './types.js';
import { verify } from './verify.js';

/** Every subcommand of /sfb: one file, one line. */
export const commands = {
  status,
  verify,
  preflight,
  help,
} satisfies Commands;
