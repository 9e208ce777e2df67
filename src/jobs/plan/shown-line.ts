import { SfbError } from '../../errors.js';
import type { CmdletUse } from '../../powershell/types.js';
import type { StepCall } from './types.js';

/** Characters that PowerShell takes for a single quote; inside one they are doubled, and each stays itself. */
const SINGLE_QUOTES = /['‘’‚‛]/g;
/** What nobody sees on a card, or what turns the text around it: people would approve another line than they read. */
const UNSEEN = /[\p{Cc}\p{Cf}\p{Cs}\u2028\u2029]/u;

/**
 * The call as people see it and as a console would take it. Made from the same literals that are sent, so a line that says
 * something else cannot be shown. Throws SfbError BAD_REQUEST for a value that cannot be shown truly.
 */
export function shownLine(call: StepCall, use: CmdletUse): string {
  if (call.use !== use.name) throw new SfbError('BAD_REQUEST', `The call is one of ${call.use}, not of ${use.name}.`);
  const parameters = { ...call.params, ...use.fixed };
  return [use.cmdlet, ...Object.entries(parameters).map(([name, value]) => `-${parameter(name, value)}`)].join(' ');
}

function parameter(name: string, value: unknown): string {
  if (!/^[A-Za-z][A-Za-z0-9]*$/.test(name)) throw refused(name, 'is not a parameter name');
  if (typeof value === 'boolean') return `${name}:$${value}`;
  return `${name} ${Array.isArray(value) ? `@(${value.map((one) => literal(name, one)).join(', ')})` : literal(name, value)}`;
}

function literal(name: string, value: unknown): string {
  if (typeof value === 'number' && Number.isSafeInteger(value)) return String(value);
  if (typeof value !== 'string') throw refused(name, 'can only be text, a whole number, a switch or a list of such');
  // Even in quotes the parser takes this argument as "nothing after me is to be read".
  if (value === '--%') throw refused(name, 'is the stop-parsing sign');
  if (UNSEEN.test(value)) throw refused(name, 'holds a character that cannot be seen');
  return `'${value.replace(SINGLE_QUOTES, '$&$&')}'`;
}

function refused(name: string, why: string): SfbError {
  return new SfbError('BAD_REQUEST', `${JSON.stringify(name)} of a call ${why}, so it cannot be shown for approval.`);
}
