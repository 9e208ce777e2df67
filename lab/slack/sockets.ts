import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { z } from 'zod';
import { APP_ID } from './methods/shown.js';
import type { SentRequest } from './types.js';
import { acceptWebSocket, type WebSocketLink } from './websocket.js';
import type { Workspace } from './workspace.js';

/** What an app answers to an envelope; what is wrong with it Slack doesn't say. */
const Ack = z.object({ envelope_id: z.string(), payload: z.record(z.string(), z.unknown()).optional() });

/** What Slack waits for: the answer's text, empty for a bare one, or undefined when the connection ended first. */
type Answer = string | undefined;

/** The app's Socket Mode connections: opened with a ticket of `apps.connections.open`, each payload sent to one of them. */
export class Sockets {
  readonly #workspace: Workspace;
  readonly #links = new Set<WebSocketLink>();
  readonly #waiting = new Map<string, { readonly link: WebSocketLink; readonly answer: (answer: Answer) => void }>();
  readonly #tickets = new Set<string>();
  #opened = 0;

  constructor(workspace: Workspace) {
    this.#workspace = workspace;
  }

  /** How many are open now. */
  get open(): number {
    return this.#links.size;
  }

  /** How many were opened so far. */
  get opened(): number {
    return this.#opened;
  }

  /** Where the app may connect, once. */
  newAddress(): string {
    const ticket = this.#workspace.nextId('link');
    this.#tickets.add(ticket);
    return `${this.#workspace.origin.replace(/^http/, 'ws')}/link/?ticket=${ticket}`;
  }

  /** Takes an upgrade request, if its ticket is good. */
  take(request: IncomingMessage, socket: Duplex): void {
    const ticket = new URL(request.url ?? '', 'http://local').searchParams.get('ticket') ?? '';
    if (!this.#tickets.delete(ticket)) {
      socket.end('HTTP/1.1 404 Not Found\r\nConnection: close\r\n\r\n');
      return;
    }
    const link = acceptWebSocket(request, socket, {
      onText: (text) => this.#hear(text),
      onEnd: () => this.#end(link),
    });
    this.#links.add(link);
    this.#opened += 1;
    link.send({ type: 'hello', num_connections: this.#links.size, connection_info: { app_id: APP_ID } });
    this.#workspace.changed();
  }

  /** Sends what would be a signed request down the newest connection; undefined when there is none or it ends. */
  deliver(request: SentRequest): { readonly answer: Promise<Answer>; forget(): void } {
    const link = [...this.#links].at(-1);
    if (link === undefined) return { answer: Promise.resolve(undefined), forget: () => undefined };
    const id = this.#workspace.nextId('envelope');
    const answer = new Promise<Answer>((resolve) => this.#waiting.set(id, { link, answer: resolve }));
    link.send({ envelope_id: id, ...envelope(request) });
    return { answer, forget: () => void this.#waiting.delete(id) };
  }

  /** Slack renews its connections every few hours: it asks the app to come again. */
  renew(): void {
    for (const link of this.#links) link.send({ type: 'disconnect', reason: 'refresh_requested' });
  }

  /** The network ends every connection without a word. */
  cut(): void {
    for (const link of this.#links) link.cut();
  }

  #hear(text: string): void {
    const { envelope_id: id, payload = {} } = Ack.parse(JSON.parse(text));
    this.#waiting.get(id)?.answer(Object.keys(payload).length === 0 ? '' : JSON.stringify(payload));
    this.#waiting.delete(id);
  }

  #end(link: WebSocketLink): void {
    this.#links.delete(link);
    for (const [id, waiting] of this.#waiting) {
      if (waiting.link !== link) continue;
      waiting.answer(undefined);
      this.#waiting.delete(id);
    }
    this.#workspace.changed();
  }
}

/** The same payload as over HTTP, in Socket Mode's envelope. */
function envelope({ kind, body }: SentRequest): object {
  if (kind === 'event') return { type: 'events_api', accepts_response_payload: false, payload: JSON.parse(body) };
  const fields = Object.fromEntries(new URLSearchParams(body));
  if (kind === 'command') return { type: 'slash_commands', accepts_response_payload: true, payload: fields };
  if (fields.payload === undefined) throw new Error('Over Socket Mode only what Slack itself sends can be sent.');
  return { type: 'interactive', accepts_response_payload: true, payload: JSON.parse(fields.payload) };
}
