import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Json } from './types.js';

/** The arguments of a call, however they were written down. */
export interface Body {
  readonly fields: Json;
  /** Slack's error code when they could not be read. */
  readonly fault?: string;
}

export async function readBytes(request: IncomingMessage): Promise<Buffer> {
  const parts: Buffer[] = [];
  for await (const part of request) parts.push(part as Buffer);
  return Buffer.concat(parts);
}

/** Reads a form (values may be JSON text) or a JSON object. */
export function parseBody(bytes: Buffer, contentType: string): Body {
  if (contentType.startsWith('application/x-www-form-urlencoded') || bytes.length === 0) {
    return { fields: Object.fromEntries(new URLSearchParams(bytes.toString('utf8'))) };
  }
  if (!contentType.startsWith('application/json')) return { fields: {}, fault: 'invalid_post_type' };
  return parseJson(bytes);
}

export function parseJson(bytes: Buffer): Body {
  try {
    const value: unknown = JSON.parse(bytes.toString('utf8'));
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return { fields: { ...value } };
  } catch {
    // Answered below, as for any other value that is no object.
  }
  return { fields: {}, fault: 'invalid_json' };
}

/** The bytes of an uploaded file: the body itself, or the one part of a multipart form. */
export async function uploadedBytes(bytes: Buffer, contentType: string): Promise<Buffer> {
  if (!contentType.startsWith('multipart/form-data')) return bytes;
  const form = await new Response(new Uint8Array(bytes), { headers: { 'content-type': contentType } }).formData();
  for (const [, part] of form) if (typeof part !== 'string') return Buffer.from(await part.arrayBuffer());
  return Buffer.alloc(0);
}

export function answerJson(response: ServerResponse, status: number, body: Json | undefined): void {
  response.statusCode = status;
  response.setHeader('content-type', 'application/json; charset=utf-8');
  response.end(body === undefined ? '' : JSON.stringify(body));
}
