import { errorText, SfbError } from '../errors.js';
import type { SafeChangePort } from '../powershell/types.js';
import { shownLine } from './plan/shown-line.js';

/** Writes one line to an audit; durable when it resolves. */
export type Append = (kind: string, body: Readonly<Record<string, unknown>>) => Promise<unknown>;

/** For whom a cmdlet is run: a job of the queue, or a person at the console. */
export interface RunFor {
  readonly pair: string;
  readonly job?: string;
  readonly by?: string;
}

/**
 * The same port, with the audit before and after each safe change: the line as a console would take it, then how it ended.
 * Reads need no line. `change` throws as before, and SfbError UNAVAILABLE, with nothing run, where the first line cannot be
 * written; CHECK_FAILED where the cmdlet ran and its end could not be written down. See `isAuditFault`.
 */
export function audited(port: SafeChangePort, append: Append, runFor: RunFor): SafeChangePort {
  let runs = 0;
  return {
    read: (use, params, place, options) => port.read(use, params, place, options),

    async change(use, params, place, options) {
      runs += 1;
      const about = { ...runFor, run: runs };
      const line = shownLine({ use: use.name, params: params as Record<string, string>, place }, use);
      await append('cmdlet', { ...about, line, place }).catch((cause: unknown) => {
        throw fault('UNAVAILABLE', errorText(cause), cause);
      });
      const began = performance.now();
      const ended = await port.change(use, params, place, options).then(
        (answer) => ({ answer }) as const,
        (error: unknown) => ({ error }) as const,
      );
      const ms = Math.round(performance.now() - began);
      const failed = 'error' in ended;
      const text = failed ? errorText(ended.error) : (ended.answer.warnings.at(-1) ?? '');
      await append('outcome', { ...about, cmdlet: use.cmdlet, ok: !failed, ms, text }).catch((cause: unknown) => {
        const how = failed ? `failed (${text.replace(/\.$/, '')})` : 'ended well';
        throw fault('CHECK_FAILED', `${use.cmdlet} was run and ${how}, but then: ${errorText(cause)}`, cause);
      });
      if (failed) throw ended.error;
      return ended.answer;
    },
  };
}

function fault(code: 'UNAVAILABLE' | 'CHECK_FAILED', message: string, cause: unknown): SfbError {
  return new SfbError(code, message, { cause, details: { audit: 'unwritable' } });
}

/** The audit took no line, so nothing further may be changed. */
export function isAuditFault(error: unknown): boolean {
  return error instanceof SfbError && error.details.audit === 'unwritable';
}
