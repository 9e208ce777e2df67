import { randomBytes } from 'node:crypto';
import { encodeClixml } from './clixml.js';
import type { CmdletUse, Effect, Place, StreamPart } from './types.js';

export type Sendable = Parameters<typeof encodeClixml>[0];

/** One checked call on its way to the agent. */
export interface OneCall {
  readonly use: CmdletUse;
  readonly params: Record<string, unknown>;
  readonly place: Place;
  readonly computer: string;
  /** Who wants to hear what the cmdlet says while it runs. */
  readonly listeners: ((part: StreamPart) => void)[];
}

/** A request under its own random id, as the session sends it: nothing a cmdlet prints can guess it. */
export function sealed(request: Readonly<Record<string, Sendable>>): [id: string, encoded: string] {
  const id = randomBytes(16).toString('hex');
  return [id, Buffer.from(encodeClixml({ ...request, id }), 'utf8').toString('base64')];
}

/** A batch of calls of one effect; the agent finds cmdlet and fixed parameters itself, by the name of the use. */
export function batchRequest(
  effect: Effect,
  calls: readonly OneCall[],
  jump: string,
): Readonly<Record<string, Sendable>> {
  return {
    kind: 'batch',
    effect,
    calls: calls.map((call, number) => ({
      number,
      use: call.use.name,
      computer: call.computer,
      jump: call.computer === jump,
      params: call.params as Sendable,
      fields: call.use.fields as Sendable,
      stream: call.listeners.length > 0,
    })),
  };
}
