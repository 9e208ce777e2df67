import { help } from './help.js';
import { status } from './status.js';
import type { Commands } from './types.js';

/** Every subcommand of /sfb: one file, one line. */
export const commands = {
  status,
  help,
} satisfies Commands;
