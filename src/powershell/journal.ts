import { SfbError } from '../errors.js';
import { readEnd, readFailed, readObject } from './answer.js';
import { type OneCall, type Sendable, sealed } from './request.js';
import type { Frame } from './session.js';
import type { SessionPool } from './sessions.js';
import type { CmdletUse, Place } from './types.js';

/** One question to the journal of a target, or the order to begin a change there. */
export interface JournalQuestion {
  readonly computer: string;
  readonly what: 'fence' | 'look' | 'tail' | 'adopt' | 'start';
  readonly order: Readonly<Record<string, Sendable>>;
  /** With `start` only. */
  readonly call?: Pick<OneCall, 'use' | 'params'>;
}

/** How long an order may stay unheard before nobody knows; a WinRM session can take half a minute to open. */
const START_MS = 90_000;
const ANSWER_MS = 30_000;

/**
 * Asks one target. The processes it uses hold nothing that must live: what they ask for is written at once or runs apart
 * from them, so one that gives no answer in time is ended. Throws SfbError BAD_REQUEST, UNAVAILABLE, NO_ANSWER.
 */
export async function askJournal(
  pool: SessionPool,
  { spool, jump }: { readonly spool: string; readonly jump: string },
  question: JournalQuestion,
): Promise<unknown> {
  const member = await pool.take();
  const limit = question.what === 'start' ? START_MS + ANSWER_MS : ANSWER_MS;
  const timer = setTimeout(() => member.session.kill(), limit);
  try {
    const frames: Frame[] = [];
    const { end } = await member.session.request(...sealed(requestOf(question, jump)), (frame) => frames.push(frame));
    const failed = frames.find((frame) => frame.kind === 'failed');
    if (failed !== undefined) throw await readFailed(failed, spool, named(question));
    const told = frames.find((frame) => frame.kind === 'journal');
    if (told !== undefined) return await readObject(told, spool);
    const ended = await readEnd(end, spool);
    throw new SfbError('NO_ANSWER', `${question.computer}: ${ended.message ?? 'its journal gave no answer'}.`);
  } finally {
    clearTimeout(timer);
    pool.give(member);
  }
}

function requestOf({ computer, what, order, call }: JournalQuestion, jump: string) {
  const sent =
    call === undefined ? null : { use: call.use.name, params: call.params as Sendable, computer, fields: '' };
  return {
    kind: 'journal',
    computer,
    jump: computer === jump,
    effect: call?.use.effect ?? '',
    waitMs: START_MS,
    order: { ...order, what },
    call: sent,
  };
}

function named({ computer, what, call }: JournalQuestion): OneCall {
  const use = { ...call?.use, cmdlet: call?.use.cmdlet ?? `The journal (${what})` } as CmdletUse;
  return { use, params: {}, place: 'jump' satisfies Place, computer, listeners: [] };
}
