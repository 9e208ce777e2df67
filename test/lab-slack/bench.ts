import { App, HTTPReceiver, LogLevel, type webApi } from '@slack/bolt';
import { onTestFinished } from 'vitest';
import { createLocalSlack, type LocalSlack } from '../../lab/slack/server.js';
import type { LocalSlackOptions } from '../../lab/slack/types.js';

export const SECRET = 'signing-secret-of-no-value';
export const TOKEN = 'xoxb-test';

/** Three people, a private control channel, a public one without the bot, and an archived one. */
export const WORKSPACE: LocalSlackOptions = {
  signingSecret: SECRET,
  botToken: TOKEN,
  teamId: 'T0LAB',
  botUserId: 'U0BOT',
  users: [
    { id: 'U0ANA', name: 'ana', realName: 'Ana' },
    { id: 'U0BEN', name: 'ben', realName: 'Ben' },
    { id: 'U0EVE', name: 'eve', realName: 'Eve', teamId: 'T0OTHER', isStranger: false },
    { id: 'U0OLD', name: 'old', realName: 'Otto', deleted: true },
  ],
  channels: [
    { id: 'C0SFB', name: 'sfb-control', isPrivate: true, members: ['U0BOT', 'U0ANA', 'U0BEN'] },
    { id: 'C0OPEN', name: 'general', members: ['U0ANA', 'U0BEN', 'U0EVE'] },
    { id: 'C0SECRET', name: 'board', isPrivate: true, members: ['U0ANA'] },
    { id: 'C0GONE', name: 'old-control', isArchived: true, members: ['U0BOT', 'U0ANA'] },
  ],
  userGroups: [
    { id: 'S0APPROVE', handle: 'approvers', users: ['U0BEN'] },
    { id: 'S0DEAD', handle: 'former', users: ['U0OLD'], disabled: true },
  ],
};

/** A local Slack for one test, closed after it. */
export async function startSlack(options: Partial<LocalSlackOptions> = {}): Promise<LocalSlack> {
  const slack = await createLocalSlack({ ...WORKSPACE, ...options });
  onTestFinished(() => slack.close());
  return slack;
}

const silent: webApi.Logger = {
  debug() {},
  info() {},
  warn() {},
  error() {},
  setLevel() {},
  getLevel: () => LogLevel.ERROR,
  setName() {},
};

/** A real Bolt app whose API is this local Slack and which takes its requests. */
export async function startBot(slack: LocalSlack, listen: (app: App) => void, signingSecret = SECRET): Promise<App> {
  const app = new App({
    token: TOKEN,
    receiver: new HTTPReceiver({ signingSecret, logger: silent }),
    logger: silent,
    convoStore: false,
    deferInitialization: true,
    clientOptions: { slackApiUrl: slack.url, retryConfig: { retries: 0 }, logger: silent },
  });
  await app.init();
  listen(app);
  const server = await app.start({ port: 0, host: '127.0.0.1' });
  const address = (server as { address(): unknown }).address() as { port: number };
  slack.requestUrl = `http://127.0.0.1:${address.port}/slack/events`;
  onTestFinished(async () => {
    await app.stop();
  });
  return app;
}

export interface Called {
  readonly ok: boolean;
  readonly error?: string;
  readonly status: number;
  readonly retryAfter: string | null;
  readonly [field: string]: unknown;
}

/** Calls a method as WebClient does: a form, objects as JSON text. */
export async function call(slack: LocalSlack, method: string, args: object, token = TOKEN): Promise<Called> {
  const fields = Object.entries(args).map(([key, value]): [string, string] => [
    key,
    typeof value === 'object' ? JSON.stringify(value) : String(value),
  ]);
  const response = await fetch(`${slack.url}${method}`, {
    method: 'POST',
    headers: token === '' ? {} : { authorization: `Bearer ${token}` },
    body: new URLSearchParams(fields),
  });
  const text = await response.text();
  const body = text === '' ? { ok: false } : JSON.parse(text);
  return { ...body, status: response.status, retryAfter: response.headers.get('retry-after') };
}

export const section = (text: string) => ({ type: 'section', text: { type: 'mrkdwn', text } });

export const button = (actionId: string, label: string, value?: string) => ({
  type: 'button',
  action_id: actionId,
  text: { type: 'plain_text', text: label },
  ...(value === undefined ? {} : { value }),
});

/** A clock that is two seconds on whenever it is looked at: never too fast for a rate limit. */
export function stepping(): () => number {
  let now = Date.UTC(2026, 10, 24);
  return () => {
    now += 2000;
    return now;
  };
}

/** A clock that stands until it is moved, starting now so that signatures hold. */
export function standing(): { readonly clock: () => number; move(milliseconds: number): void } {
  let now = Date.now();
  return {
    clock: () => now,
    move(milliseconds) {
      now += milliseconds;
    },
  };
}
