import type { ServerResponse } from 'node:http';
import { Failures } from './failures.js';
import type { Body } from './http.js';
import { answerJson } from './http.js';
import { chatMethods } from './methods/chat.js';
import { connectionMethods } from './methods/connections.js';
import { conversationMethods } from './methods/conversations.js';
import { fileMethods } from './methods/files.js';
import type { Method } from './methods/method.js';
import { peopleMethods } from './methods/people.js';
import { validateMethods } from './methods/validate.js';
import { viewMethods } from './methods/views.js';
import { Rates } from './rates.js';
import { SlackError } from './slack-error.js';
import type { FailureSwitch, Json } from './types.js';
import { slackMessages } from './validate/problems.js';
import type { Workspace } from './workspace.js';

const METHODS: Readonly<Record<string, Method>> = {
  ...connectionMethods,
  ...chatMethods,
  ...conversationMethods,
  ...fileMethods,
  ...peopleMethods,
  ...validateMethods,
  ...viewMethods,
};

/** What every method takes besides its own arguments. */
const COMMON = new Set(['token', 'team_id']);

interface Answer {
  readonly status: number;
  /** Undefined: no body. */
  readonly body: Json | undefined;
  readonly retryAfter?: number;
  readonly drop?: boolean;
}

/** The Web API: token, rate limits, switched failures, then the method itself. Every call is kept. */
export class WebApi {
  readonly failures = new Failures();
  readonly #workspace: Workspace;
  readonly #rates = new Rates();

  constructor(workspace: Workspace) {
    this.#workspace = workspace;
  }

  /** Answers `POST /api/<name>`. */
  async answer(name: string, body: Body, authorization: string | undefined, response: ServerResponse): Promise<void> {
    await this.failures.passed(name);
    const token = authorization?.replace(/^Bearer /, '') ?? body.fields.token;
    const tokenOk = token === tokenFor(name, this.#workspace);
    const failure = this.failures.take(name);
    const instead = failure === undefined ? undefined : failed(failure);
    const real = instead === undefined || failure?.afterEffect === true ? this.#call(name, body, token) : undefined;
    const answer = instead ?? real ?? { status: 500, body: undefined };
    this.#workspace.calls.push({
      method: name,
      tokenOk,
      args: readable(body.fields),
      at: this.#workspace.now(),
      status: answer.drop === true ? 0 : answer.status,
      result: answer.body,
      acted: real?.body?.ok === true,
    });
    send(response, answer);
    this.#workspace.changed();
  }

  #call(name: string, body: Body, token: unknown): Answer {
    try {
      const method = this.#find(name, token);
      const seconds = this.#rates.take(name, String(body.fields.channel ?? ''), this.#workspace.now());
      if (seconds !== undefined) {
        this.#workspace.violate('rate-limited', `${name} was called too often; Retry-After ${seconds}`);
        return { status: 429, body: { ok: false, error: 'ratelimited' }, retryAfter: seconds };
      }
      const args = this.#read(name, method, body);
      return { status: 200, body: { ok: true, ...method.run(args, this.#workspace) } };
    } catch (error) {
      if (error instanceof SlackError) return { status: 200, body: error.body() };
      throw error;
    }
  }

  #find(name: string, token: unknown): Method {
    const method = METHODS[name];
    if (method === undefined) {
      this.#workspace.violate('unknown-method', `${name} is not a method that the local Slack has`);
      throw new SlackError('unknown_method');
    }
    if (name === 'blocks.validate' || token === tokenFor(name, this.#workspace)) return method;
    this.#workspace.violate(
      'bad-token',
      `${name} was called ${token === undefined ? 'without a' : 'with a wrong'} token`,
    );
    throw new SlackError(token === undefined ? 'not_authed' : 'invalid_auth');
  }

  #read(name: string, method: Method, { fields, fault }: Body): Json {
    if (fault !== undefined) throw new SlackError(fault);
    const unknown = Object.keys(fields).filter((key) => !COMMON.has(key) && !(key in method.args.shape));
    if (unknown.length > 0) {
      // Slack overlooks them; here a misspelt argument is found.
      this.#workspace.violate('unknown-argument', `${name} has no argument ${unknown.join(', ')}`);
    }
    const args = method.args.safeParse(fields, { reportInput: true });
    if (args.success) return args.data;
    const messages = slackMessages(args.error, []);
    this.#workspace.violate('invalid-arguments', `${name}: ${messages.join('; ')}`);
    const blocks = args.error.issues.some((issue) => issue.path[0] === 'blocks');
    throw new SlackError(blocks ? 'invalid_blocks_format' : 'invalid_arguments', messages);
  }
}

/** The bot's token; connections are opened with the app's own. */
function tokenFor(name: string, { options }: Workspace): string {
  return name === 'apps.connections.open' ? (options.appToken ?? '') : options.botToken;
}

function failed({ status, error, retryAfter, drop }: FailureSwitch): Answer {
  if (drop === true) return { status: 0, body: undefined, drop };
  if (status === 429) return { status, body: { ok: false, error: 'ratelimited' }, retryAfter: retryAfter ?? 1 };
  return {
    status: status ?? (error === undefined ? 500 : 200),
    body: error === undefined ? undefined : { ok: false, error },
  };
}

function send(response: ServerResponse, { status, body, retryAfter, drop }: Answer): void {
  if (drop === true) {
    response.destroy();
    return;
  }
  if (retryAfter !== undefined) response.setHeader('retry-after', String(retryAfter));
  answerJson(response, status, body);
}

/** The arguments as the app meant them; the token is nobody's business. */
function readable(fields: Json): Json {
  const entries = Object.entries(fields).filter(([key]) => key !== 'token');
  return Object.fromEntries(entries.map(([key, value]) => [key, decoded(value)]));
}

function decoded(value: unknown): unknown {
  if (typeof value !== 'string' || !/^\s*[[{]/.test(value)) return value;
  try {
    return JSON.parse(value);
  } catch {
    return value;
  }
}
