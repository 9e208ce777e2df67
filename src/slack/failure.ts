import { webApi } from '@slack/bolt';
import { errorText } from '../errors.js';
import type { Sent } from './types.js';

/** Network errors that happen before anything is sent: the call surely was not made. */
const NEVER_SENT = new Set(['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'UND_ERR_CONNECT_TIMEOUT']);

/** How a failed Web API call ended. Anything but a clear answer of Slack is `unanswered`: it may have been done. */
export function callFailure(error: unknown): Exclude<Sent, { ended: 'done' }> {
  if (error instanceof webApi.WebAPIRateLimitedError) return { ended: 'limited', seconds: error.retryAfter };
  if (error instanceof webApi.WebAPIPlatformError) return { ended: 'refused', code: error.data.error };
  if (error instanceof webApi.WebAPIRequestError && neverSent(error.original)) {
    return { ended: 'refused', code: 'slack_unreachable' };
  }
  return { ended: 'unanswered', why: errorText(error) };
}

function neverSent(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const code = 'code' in error ? String(error.code) : '';
  return NEVER_SENT.has(code) || neverSent(error.cause);
}

/** The same in a few words, for a sentence. */
export function failureText(error: unknown): string {
  const failure = callFailure(error);
  if (failure.ended === 'limited') return `Slack asks to wait ${failure.seconds} s`;
  return failure.ended === 'refused' ? failure.code : failure.why;
}
