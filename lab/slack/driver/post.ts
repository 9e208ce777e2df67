import { createHmac } from 'node:crypto';
import { request as httpRequest } from 'node:http';
import { performance } from 'node:perf_hooks';
import type { Forgery, Sent, SentRequest } from '../types.js';
import type { Workspace } from '../workspace.js';

/** How long Slack waits for the app, in real milliseconds. */
export const PATIENCE = 3000;

const FORM = 'application/x-www-form-urlencoded';

/** What a request is about, besides its bytes. */
export type About = Pick<SentRequest, 'kind' | 'userId' | 'channel' | 'command'>;

/** Signs a body as Slack does, and remembers it as it goes out. */
export function signed(
  workspace: Workspace,
  about: About,
  body: string,
  contentType: string = FORM,
  { secret, timestampSkewSeconds = 0 }: Forgery = {},
): SentRequest {
  const time = String(Math.floor(workspace.now() / 1000) + timestampSkewSeconds);
  const hmac = createHmac('sha256', secret ?? workspace.options.signingSecret).update(`v0:${time}:${body}`);
  const headers = {
    'content-type': contentType,
    'user-agent': 'Slackbot 1.0 (+https://api.slack.com/robots)',
    'x-slack-request-timestamp': time,
    'x-slack-signature': `v0=${hmac.digest('hex')}`,
  };
  return { ...about, body, headers };
}

/** A form with the fields of a slash command, or with a payload. */
export function form(fields: Readonly<Record<string, string>>): string {
  return new URLSearchParams(fields).toString();
}

/** Sends a request to the bot and waits for its answer, at most 3 s. Never rejects: no connection is status 0. */
export async function deliver(workspace: Workspace, request: SentRequest, triggerId = ''): Promise<Sent> {
  const socketMode = workspace.options.appToken !== undefined;
  if (!socketMode && workspace.requestUrl === '') {
    throw new Error('The local Slack does not know the bot: set requestUrl first.');
  }
  const started = performance.now();
  const { status, raw, timedOut } = await (socketMode
    ? sendDown(workspace, request)
    : post(workspace.requestUrl, request));
  const ms = Math.round(performance.now() - started);
  if (timedOut) {
    workspace.violate('late-answer', `${describe(request)} was not answered within ${PATIENCE} ms`);
  }
  return { status, ms, timedOut, triggerId, raw, request };
}

function describe({ kind, command, userId }: SentRequest): string {
  return kind === 'command' ? `the command ${command} of ${userId}` : `the ${kind} of ${userId}`;
}

interface Reply {
  readonly status: number;
  readonly raw: string;
  readonly timedOut: boolean;
}

/** Over the app's own connection. Nothing is signed there: the app proved itself when it opened the connection. */
function sendDown({ sockets }: Workspace, request: SentRequest): Promise<Reply> {
  return new Promise((resolve) => {
    const { answer, forget } = sockets.deliver(request);
    const timer = setTimeout(() => {
      forget();
      resolve({ status: 0, raw: '', timedOut: true });
    }, PATIENCE);
    void answer.then((raw) => {
      clearTimeout(timer);
      resolve({ status: raw === undefined ? 0 : 200, raw: raw ?? '', timedOut: false });
    });
  });
}

function post(url: string, { body, headers }: SentRequest): Promise<Reply> {
  return new Promise((resolve) => {
    const lost = (timedOut: boolean) => resolve({ status: 0, raw: '', timedOut });
    // No agent: a kept connection would hold up the bot when it stops.
    const outgoing = httpRequest(url, { method: 'POST', headers, agent: false }, (response) => {
      const parts: Buffer[] = [];
      response.on('data', (part: Buffer) => parts.push(part));
      response.on('error', () => lost(false));
      response.on('end', () => {
        clearTimeout(timer);
        resolve({ status: response.statusCode ?? 0, raw: Buffer.concat(parts).toString('utf8'), timedOut: false });
      });
    });
    const timer = setTimeout(() => {
      lost(true);
      outgoing.destroy();
    }, PATIENCE);
    outgoing.on('error', () => {
      clearTimeout(timer);
      lost(false);
    });
    outgoing.end(body);
  });
}
