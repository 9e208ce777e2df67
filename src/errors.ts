/** What kind of failure it is; compared by code, never by message. */
export type ErrorCode =
  | 'BAD_REQUEST'
  | 'NOT_ALLOWED'
  | 'NOT_FOUND'
  | 'CONFLICT'
  | 'STALE_PLAN'
  | 'CHECK_FAILED'
  | 'CMDLET_FAILED'
  | 'CMDLET_TIMEOUT'
  | 'NO_ANSWER'
  | 'BAD_OUTPUT'
  | 'UNAVAILABLE'
  | 'CONFIG';

/** The one error class. `message` is one sentence for people, `details` is for the log (never a secret). */
export class SfbError extends Error {
  readonly code: ErrorCode;
  readonly details: Readonly<Record<string, unknown>>;

  constructor(code: ErrorCode, message: string, options: { details?: Record<string, unknown>; cause?: unknown } = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = 'SfbError';
    this.code = code;
    this.details = options.details ?? {};
  }
}

/** The sentence a person may read: our own words for an `SfbError`, a neutral one for anything unexpected. */
export function userMessage(error: unknown): string {
  if (error instanceof SfbError) return error.message;
  return 'Something unexpected went wrong; nothing was changed. The log of the bot has the details.';
}

/** A short text of any thrown value, for logs and for the sentence of an `unknown` verdict. */
export function errorText(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
