import { createHash } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';

export interface SocketServer {
  /** The base of the Web API; everything but apps.connections.open goes on to the Slack behind. */
  readonly url: string;
  /** How many connections were opened so far. */
  readonly opened: number;
  readonly tokens: readonly string[];
  /** What the app answered, by envelope id. */
  readonly acks: ReadonlyMap<string, unknown>;
  send(message: object): void;
  close(): Promise<void>;
}

/** Slack's Socket Mode as far as the bot uses it: one text frame each way at a time, pings answered, closing agreed to. */
export async function startSocketServer(slackUrl: string): Promise<SocketServer> {
  const state = { opened: 0, socket: undefined as Duplex | undefined };
  const tokens: string[] = [];
  const acks = new Map<string, unknown>();
  const server = createServer((request, response) => void answer(request, response));

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const parts: Buffer[] = [];
    for await (const part of request) parts.push(part as Buffer);
    response.setHeader('content-type', 'application/json');
    if (request.url?.endsWith('/apps.connections.open')) {
      tokens.push(String(request.headers.authorization));
      response.end(JSON.stringify({ ok: true, url: `ws://127.0.0.1:${port}/link` }));
      return;
    }
    const { authorization = '', 'content-type': type = '' } = request.headers;
    const passed = await fetch(`${slackUrl}${request.url?.split('/').pop()}`, {
      method: 'POST',
      headers: { authorization, 'content-type': type },
      body: Buffer.concat(parts),
    });
    response.statusCode = passed.status;
    response.end(await passed.text());
  }

  server.on('upgrade', (request: IncomingMessage, socket: Duplex) => {
    const key = `${request.headers['sec-websocket-key']}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`;
    const accept = createHash('sha1').update(key).digest('base64');
    socket.write(
      `HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: ${accept}\r\n\r\n`,
    );
    state.opened += 1;
    state.socket = socket;
    socket.on('error', () => {});
    readFrames(socket, (opcode, payload) => {
      if (opcode === 8) socket.end(frame(8, payload));
      if (opcode === 9) socket.write(frame(10, payload));
      if (opcode !== 1) return;
      const { envelope_id: id, payload: answered } = JSON.parse(payload.toString());
      acks.set(id, answered);
    });
    socket.write(frame(1, Buffer.from(JSON.stringify({ type: 'hello', num_connections: 1 }))));
  });

  const port = await new Promise<number>((resolve) => {
    server.listen(0, '127.0.0.1', () => resolve((server.address() as { port: number }).port));
  });
  return {
    url: `http://127.0.0.1:${port}/api/`,
    get opened() {
      return state.opened;
    },
    tokens,
    acks,
    send: (message) => state.socket?.write(frame(1, Buffer.from(JSON.stringify(message)))),
    async close() {
      state.socket?.destroy();
      await new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      });
    },
  };
}

/** An unmasked frame of at most 65,535 bytes (RFC 6455, 5.2). */
function frame(opcode: number, payload: Buffer): Buffer {
  const head = payload.length < 126 ? Buffer.alloc(2) : Buffer.alloc(4);
  head[0] = 0x80 | opcode;
  head[1] = Math.min(payload.length, 126);
  if (payload.length >= 126) head.writeUInt16BE(payload.length, 2);
  return Buffer.concat([head, payload]);
}

/** Calls back for each whole, masked frame. */
function readFrames(socket: Duplex, onFrame: (opcode: number, payload: Buffer) => void): void {
  let buffer = Buffer.alloc(0);
  socket.on('data', (chunk: Buffer) => {
    buffer = Buffer.concat([buffer, chunk]);
    for (;;) {
      if (buffer.length < 2) return;
      const short = (buffer[1] ?? 0) & 0x7f;
      const start = short === 126 ? 4 : 2;
      if (buffer.length < start + 4) return;
      const length = short === 126 ? buffer.readUInt16BE(2) : short;
      const end = start + 4 + length;
      if (buffer.length < end) return;
      const mask = buffer.subarray(start, start + 4);
      const payload = buffer.subarray(start + 4, end).map((byte, index) => byte ^ (mask[index % 4] ?? 0));
      onFrame((buffer[0] ?? 0) & 0x0f, Buffer.from(payload));
      buffer = buffer.subarray(end);
    }
  });
}
