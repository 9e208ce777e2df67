import type { RequestListener } from 'node:http';

/** How far a signed request's time may be from ours, in seconds, before or after. */
const MAX_SECONDS = 300;

/** False for a time outside the bound in either direction, and for a header that is no time (engineering-notes 2.2(6)). */
export function isTimely(header: string | string[] | undefined, now: number): boolean {
  if (typeof header !== 'string' || !/^\d{1,12}$/.test(header)) return false;
  return Math.abs(now / 1000 - Number(header)) <= MAX_SECONDS;
}

/**
 * Answers 401 to a request whose signed time is too far off, before anything reads it. Bolt itself refuses only the past.
 * The time is covered by the signature, which Bolt checks afterwards.
 */
export function refuseUntimely(inner: RequestListener, now: () => number, refused: () => void): RequestListener {
  return (request, response) => {
    if (request.method !== 'POST' || isTimely(request.headers['x-slack-request-timestamp'], now())) {
      inner(request, response);
      return;
    }
    refused();
    request.resume();
    response.writeHead(401).end();
  };
}
