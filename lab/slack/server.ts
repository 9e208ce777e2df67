import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { WebApi } from './api.js';
import { click } from './driver/click.js';
import { sendEvent } from './driver/event.js';
import { deliver, signed } from './driver/post.js';
import { present, showAnswer, slash } from './driver/slash.js';
import { closeView, submitView } from './driver/submit.js';
import { answerJson, parseBody, readBytes, uploadedBytes } from './http.js';
import { receiveUpload } from './methods/files.js';
import { answerResponseUrl } from './response-url.js';
import type { Sockets } from './sockets.js';
import type {
  ApiCall,
  ClickOptions,
  ClickTarget,
  FailureSwitch,
  Forgery,
  Json,
  LabChannel,
  LabUser,
  LabUserGroup,
  LocalSlackOptions,
  SeenEphemeral,
  SeenMessage,
  SeenView,
  Sent,
  SentRequest,
  SlashOptions,
  SlashSent,
  Snapshot,
  ViewSent,
  ViewValues,
  Violation,
} from './types.js';
import { seenView } from './views.js';
import { waitFor } from './wait.js';
import { Workspace } from './workspace.js';

/** A Slack of one's own: what the app may call, what people do, and what they see. */
export interface LocalSlack {
  /** The base of the Web API, ending in `/api/`. */
  readonly url: string;
  /** Where the bot takes requests; set it when the bot's port is known. */
  requestUrl: string;
  /** The bot's connections in Socket Mode. */
  readonly sockets: Pick<Sockets, 'open' | 'opened' | 'renew' | 'cut'>;
  close(): Promise<void>;

  slash(userId: string, channelId: string, text: string, options?: SlashOptions): Promise<SlashSent>;
  click(userId: string, target: ClickTarget, options?: ClickOptions): Promise<Sent>;
  submitView(userId: string, viewId: string, values: ViewValues, options?: ClickOptions): Promise<ViewSent>;
  /** Undefined when the app did not ask to be told. */
  closeView(userId: string, viewId: string): Promise<Sent | undefined>;
  event(event: Json & { readonly type: string }): Promise<Sent>;
  /** A person writes an ordinary message; the bot is not told. Gives its ts. */
  say(userId: string, channelId: string, text: string, threadTs?: string): string;
  /** The same bytes and headers once more. */
  replay(request: SentRequest): Promise<SlashSent>;
  /** Any signed request, for what the other ways refuse to do. */
  send(body: string, contentType: string, forgery?: Forgery): Promise<Sent>;

  messages(channelId: string): readonly SeenMessage[];
  ephemerals(userId: string): readonly SeenEphemeral[];
  /** The stack of open modals, the top one last. */
  openViews(userId: string): readonly SeenView[];
  home(userId: string): SeenView | undefined;
  calls(method?: string): readonly ApiCall[];
  violations(): readonly Violation[];
  snapshot(): Snapshot;
  /**
   * Resolves with the first value of `predicate` that isn't false or undefined, looking again after every change.
   * Rejects after `timeoutMs` with what was last seen.
   */
  waitFor<T>(predicate: () => T | false | undefined, timeoutMs: number, what?: string): Promise<T>;

  failNext(method: string, failure: FailureSwitch): void;
  /** Holds calls (of one method, or all) unanswered until `resume`. */
  pause(method?: string): void;
  resume(): void;

  /** The administrator's hand: what changes from now on. Throws for an id that doesn't exist. */
  readonly admin: {
    user(id: string, change: Partial<Omit<LabUser, 'id'>>): void;
    channel(id: string, change: Partial<Omit<LabChannel, 'id'>>): void;
    userGroup(id: string, change: Partial<Omit<LabUserGroup, 'id'>>): void;
  };
}

/** Starts a Slack on this machine: a Web API for the bot, and people who can be driven from code. */
export async function createLocalSlack(options: LocalSlackOptions): Promise<LocalSlack> {
  const workspace = new Workspace(options);
  const api = new WebApi(workspace);
  const server = createServer((request, response) => {
    route(workspace, api, request, response).catch((error: unknown) => {
      answerJson(response, 500, { ok: false, error: 'fatal_error', detail: String(error) });
    });
  });
  server.on('upgrade', (request, socket) => workspace.sockets.take(request, socket));
  workspace.origin = await listen(server, options.port ?? 0);
  return {
    ...people(workspace),
    ...sight(workspace),
    ...switches(api),
    url: `${workspace.origin}/api/`,
    get requestUrl() {
      return workspace.requestUrl;
    },
    set requestUrl(url: string) {
      workspace.requestUrl = url;
    },
    sockets: workspace.sockets,
    admin: admin(workspace),
    close: () => {
      workspace.sockets.cut();
      return close(server, api);
    },
  };
}

async function route(workspace: Workspace, api: WebApi, request: IncomingMessage, response: ServerResponse) {
  const [, place = '', name = ''] = (request.url ?? '').split('?')[0]?.split('/') ?? [];
  const bytes = await readBytes(request);
  const contentType = request.headers['content-type'] ?? '';
  if (request.method !== 'POST') {
    answerJson(response, 404, { ok: false, error: 'not_found' });
    return;
  }
  if (place === 'api') {
    return api.answer(name, parseBody(bytes, contentType), request.headers.authorization, response);
  }
  if (place === 'response') {
    answerResponseUrl(workspace, name, bytes, response);
    return;
  }
  if (place === 'upload') {
    const taken = receiveUpload(workspace, name, await uploadedBytes(bytes, contentType));
    response.statusCode = taken ? 200 : 400;
    response.end(taken ? `OK - ${bytes.length}` : 'not taken');
    return;
  }
  answerJson(response, 404, { ok: false, error: 'not_found' });
}

type People = Pick<LocalSlack, 'slash' | 'click' | 'submitView' | 'closeView' | 'event' | 'say' | 'replay' | 'send'>;

function people(workspace: Workspace): People {
  return {
    slash: (userId, channelId, text, options) => slash(workspace, userId, channelId, text, options),
    click: (userId, target, options) => click(workspace, userId, target, options),
    submitView: (userId, viewId, values, options) => submitView(workspace, userId, viewId, values, options),
    closeView: (userId, viewId) => closeView(workspace, userId, viewId),
    event: (event) => sendEvent(workspace, event),
    say(userId, channelId, text, threadTs) {
      const { channel } = present(workspace, userId, channelId);
      if (threadTs !== undefined && workspace.messages.find(channelId, threadTs) === undefined) {
        throw new Error(`There is no message ${threadTs} in #${channel.name} to reply to.`);
      }
      return workspace.messages.add({ channel: channel.id, author: userId, text, threadTs }).ts;
    },
    replay: async (request) => showAnswer(workspace, await deliver(workspace, request)),
    send(body, contentType, forgery) {
      const about = { kind: 'raw', userId: '', channel: '', command: '' } as const;
      return deliver(workspace, signed(workspace, about, body, contentType, forgery));
    },
  };
}

type Sight = Pick<
  LocalSlack,
  'messages' | 'ephemerals' | 'openViews' | 'home' | 'calls' | 'violations' | 'snapshot' | 'waitFor'
>;

function sight(workspace: Workspace): Sight {
  return {
    messages: (channelId) => workspace.messages.seen(channelId),
    ephemerals: (userId) => workspace.ephemerals.filter((seen) => seen.userId === userId),
    openViews: (userId) => workspace.views.stack(userId).map(seenView),
    home(userId) {
      const home = workspace.views.home(userId);
      return home === undefined ? undefined : seenView(home);
    },
    calls: (method) => workspace.calls.filter((call) => method === undefined || call.method === method),
    violations: () => [...workspace.violations],
    snapshot: () => snapshot(workspace),
    waitFor: (predicate, timeoutMs, what = 'What was waited for') => waitFor(workspace, predicate, timeoutMs, what),
  };
}

function snapshot(workspace: Workspace): Snapshot {
  return {
    users: [...workspace.users.values()],
    channels: [...workspace.channels.values()],
    userGroups: [...workspace.groups.values()],
    botUserId: workspace.options.botUserId,
    timeline: [...workspace.timeline],
    messages: (channelId) => workspace.messages.seen(channelId),
  };
}

function switches({ failures }: WebApi): Pick<LocalSlack, 'failNext' | 'pause' | 'resume'> {
  return {
    failNext: (method, failure) => failures.failNext(method, failure),
    pause: (method = '*') => failures.pause(method),
    resume: () => failures.resume(),
  };
}

function admin(workspace: Workspace): LocalSlack['admin'] {
  const changer =
    <T extends object>(all: Map<string, T>) =>
    (id: string, change: Partial<T>) => {
      const old = all.get(id);
      if (old === undefined) throw new Error(`There is no ${id}; there are: ${[...all.keys()].join(', ')}.`);
      all.set(id, { ...old, ...change });
      workspace.changed();
    };
  return {
    user: changer(workspace.users),
    channel: changer(workspace.channels),
    userGroup: changer(workspace.groups),
  };
}

async function listen(server: Server, port: number): Promise<string> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', resolve);
  });
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('The local Slack has no port.');
  return `http://127.0.0.1:${address.port}`;
}

async function close(server: Server, api: WebApi): Promise<void> {
  api.failures.resume();
  await new Promise<void>((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}
