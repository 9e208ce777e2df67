import { createHash } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';

/** One connection of the app, as far as Slack's Socket Mode uses WebSockets (RFC 6455): whole text frames, pings, closing. */
export interface WebSocketLink {
  send(message: object): void;
  /** Ends the connection without a word, as a network does. */
  cut(): void;
}

export interface LinkEvents {
  onText(text: string): void;
  onEnd(): void;
}

const TEXT = 1;
const CLOSE = 8;
const PING = 9;
const PONG = 10;

/** Agrees to an upgrade request and reads what the app sends. */
export function acceptWebSocket(
  request: IncomingMessage,
  socket: Duplex,
  { onText, onEnd }: LinkEvents,
): WebSocketLink {
  const key = `${request.headers['sec-websocket-key']}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`;
  const accept = createHash('sha1').update(key).digest('base64');
  socket.write(
    `HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: ${accept}\r\n\r\n`,
  );
  socket.on('error', () => undefined);
  socket.once('close', onEnd);
  readFrames(socket, (opcode, payload) => {
    if (opcode === TEXT) onText(payload.toString('utf8'));
    if (opcode === PING) socket.write(frame(PONG, payload));
    if (opcode === CLOSE) socket.end(frame(CLOSE, payload));
  });
  return {
    send: (message) => void socket.write(frame(TEXT, Buffer.from(JSON.stringify(message)))),
    cut: () => void socket.destroy(),
  };
}

/** An unmasked frame (RFC 6455, 5.2). */
function frame(opcode: number, payload: Buffer): Buffer {
  const { length } = payload;
  const extra = length < 126 ? 0 : length < 65_536 ? 2 : 8;
  const head = Buffer.alloc(2 + extra);
  head[0] = 0x80 | opcode;
  head[1] = extra === 0 ? length : extra === 2 ? 126 : 127;
  if (extra === 2) head.writeUInt16BE(length, 2);
  if (extra === 8) head.writeBigUInt64BE(BigInt(length), 2);
  return Buffer.concat([head, payload]);
}

/** Calls back for each whole, masked frame. */
function readFrames(socket: Duplex, onFrame: (opcode: number, payload: Buffer) => void): void {
  let buffer = Buffer.alloc(0);
  socket.on('data', (chunk: Buffer) => {
    buffer = Buffer.concat([buffer, chunk]);
    for (let read = firstFrame(buffer); read !== undefined; read = firstFrame(buffer)) {
      buffer = buffer.subarray(read.end);
      onFrame(read.opcode, read.payload);
    }
  });
}

function firstFrame(buffer: Buffer): { opcode: number; payload: Buffer; end: number } | undefined {
  const [first = 0, second = 0] = buffer;
  const short = second & 0x7f;
  const extra = short === 127 ? 8 : short === 126 ? 2 : 0;
  const start = 2 + extra + 4;
  if (buffer.length < start) return undefined;
  const length = extra === 8 ? Number(buffer.readBigUInt64BE(2)) : extra === 2 ? buffer.readUInt16BE(2) : short;
  const end = start + length;
  if (buffer.length < end) return undefined;
  const mask = buffer.subarray(start - 4, start);
  const payload = Buffer.from(buffer.subarray(start, end).map((byte, index) => byte ^ (mask[index % 4] ?? 0)));
  return { opcode: first & 0x0f, payload, end };
}
