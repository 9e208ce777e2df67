import { type Pair, serverOf } from '../domain.js';
import { SfbError } from '../errors.js';
import { type RawAnswer, readAnswer, readEnd, readFailed, readStream, typed } from './answer.js';
import { askJournal, type JournalQuestion } from './journal.js';
import { batchRequest, type OneCall, sealed } from './request.js';
import type { Frame, Session } from './session.js';
import { type Hello, type Member, SessionPool } from './sessions.js';
import type { CallOptions, CmdletUse, Effect, Place, SafeChangePort, StreamPart } from './types.js';

/** Turns typed reads into batches for an agent process and its frames back into typed answers. */
export interface Executor {
  /** Reads and safe changes for one pair; the pair gives `primary` and `backup` their servers. */
  forPair(pair: Pair): SafeChangePort;
  /** The server of a place. */
  computerOf(pair: Pair, place: Place): string;
  /** Asks the journal of a target, or has a change begun there; see createChangePort. */
  journal(question: JournalQuestion): Promise<unknown>;
  /** Drops every runspace and remote session; needed after each step that moves CMS or SCP (they cache it). */
  renew(): void;
  /** Lab only: moves the world's virtual clock by so many milliseconds. Throws SfbError BAD_REQUEST on a real site. */
  moveLabClock(ms: number): Promise<void>;
  /** Who answers: engine, module, lab marker. Starts a process when none is idle. */
  hello(): Promise<Hello>;
  close(): Promise<void>;
}

export interface ExecutorOptions {
  /** Starts an agent process and greets it. */
  readonly open: () => Promise<Member>;
  /** Folder of spooled answers. */
  readonly spool: string;
  /** FQDN of the machine the worker runs on. */
  readonly jump: string;
  /** Agent processes at most. */
  readonly sessions: number;
}

interface Call extends OneCall {
  readonly key: string;
  readonly lateMs: number;
  resolve(answer: RawAnswer): void;
  reject(error: unknown): void;
}

interface Pending {
  readonly call: Call;
  readonly answer: Promise<RawAnswer>;
}

/** A watchdog below this would fire on a busy machine (engineering-notes 1.6). */
const LATE_FLOOR_MS = 2_000;

export function createExecutor(options: ExecutorOptions): Executor {
  return new BatchingExecutor(options);
}

class BatchingExecutor implements Executor {
  readonly #options: ExecutorOptions;
  readonly #pool: SessionPool;
  /** Apart from the reads, whose processes may be ended. */
  readonly #changes: SessionPool;
  /** Apart from both: who asks how a change goes must not wait behind a read or another change. */
  readonly #journal: SessionPool;
  #pending: Pending[] = [];

  constructor(options: ExecutorOptions) {
    this.#options = options;
    this.#pool = new SessionPool(options.open, 'reads', options.sessions);
    this.#changes = new SessionPool(options.open, 'changes', 1);
    this.#journal = new SessionPool(options.open, 'reads', 1);
  }

  forPair(pair: Pair): SafeChangePort {
    const computerOf = (place: Place): string => this.computerOf(pair, place);
    return {
      read: async (use, params, place, options) => {
        const call = checkedCall('read', use, params, place, computerOf(place), options);
        return typed(use, await this.#enqueue(call), place, call.computer);
      },
      change: async (use, params, place, options) => {
        const call = checkedCall('safe-change', use, params, place, computerOf(place), options);
        return typed(use, await this.#change(call), place, call.computer);
      },
    };
  }

  computerOf(pair: Pair, place: Place): string {
    return place === 'jump' ? this.#options.jump : serverOf(pair, place);
  }

  journal(question: JournalQuestion): Promise<unknown> {
    return askJournal(this.#journal, this.#options, question);
  }

  async hello(): Promise<Hello> {
    const member = await this.#pool.take();
    this.#pool.give(member);
    return member.hello;
  }

  async moveLabClock(ms: number): Promise<void> {
    const member = await this.#pool.take();
    try {
      const request = sealed({ kind: 'lab-clock', jump: this.#options.jump, minutes: ms / 60_000 });
      const { end } = await member.session.request(...request, () => undefined);
      const ended = await readEnd(end, this.#options.spool);
      if (ended.ok) return;
      throw new SfbError('BAD_REQUEST', `The lab's clock was not moved: ${ended.message ?? 'no reason given'}`);
    } finally {
      this.#pool.give(member);
    }
  }

  renew(): void {
    this.#pool.renew();
    this.#changes.renew();
    this.#journal.renew();
  }

  async close(): Promise<void> {
    await Promise.all([this.#pool.close(), this.#changes.close(), this.#journal.close()]);
  }

  /** A change travels alone, is never sent twice and never ended: past its time it is reported and left running. */
  async #change(one: OneCall): Promise<RawAnswer> {
    const member = await this.#changes.take();
    const { answer, call } = pendingCall(one);
    const open = new Map([[0, call]]);
    const late = setTimeout(() => settled(open, 0)?.reject(lateChange(call)), call.lateMs);
    this.#run(member.session, [call], open)
      .catch((error: unknown) => settled(open, 0)?.reject(error))
      .finally(() => {
        clearTimeout(late);
        this.#changes.give(member);
      });
    return await answer;
  }

  /** Equal calls of one turn travel once; the batch leaves when the turn of the event loop ends. */
  #enqueue(one: OneCall): Promise<RawAnswer> {
    const { call, answer } = pendingCall(one);
    const twin = this.#pending.find((other) => other.call.key === call.key);
    if (twin !== undefined) {
      twin.call.listeners.push(...one.listeners);
      return twin.answer;
    }
    if (this.#pending.length === 0) setImmediate(() => this.#flush());
    this.#pending.push({ call, answer });
    return answer;
  }

  #flush(): void {
    const calls = this.#pending.map((pending) => pending.call);
    this.#pending = [];
    const together = calls.filter((call) => call.use.alone !== true);
    if (together.length > 0) void this.#send(together);
    for (const call of calls) if (call.use.alone === true) void this.#send([call]);
  }

  /** Every call of the batch is settled when this returns, whatever happens to the process. */
  async #send(batch: readonly Call[]): Promise<void> {
    const open = new Map(batch.map((call, index) => [index, call]));
    try {
      const member = await this.#pool.take();
      try {
        const timers = batch.map((call, index) => setTimeout(() => giveUp(member.session, open, index), call.lateMs));
        await this.#run(member.session, batch, open).finally(() => timers.forEach(clearTimeout));
      } finally {
        this.#pool.give(member);
      }
    } catch (error) {
      for (const call of open.values()) call.reject(error);
    }
  }

  async #run(session: Session, batch: readonly Call[], open: Map<number, Call>): Promise<void> {
    const kept: RawAnswer[] = [];
    // In their order: a spooled frame takes longer to read than the one after it.
    let frames = Promise.resolve();
    const effect = batch[0]?.use.effect ?? 'read';
    const request = sealed(batchRequest(effect, batch, this.#options.jump));
    const end = await session.request(...request, (frame) => {
      frames = frames.then(() => this.#take(frame, open, batch, kept));
    });
    await frames;
    // The only call of a batch gets the host text, which is whole only when the request has ended.
    for (const raw of kept) settled(open, 0)?.resolve({ ...raw, host: end.host });
    const ended = await readEnd(end.end, this.#options.spool);
    const why = ended.message ?? 'no answer came for this call';
    for (const call of open.values()) {
      call.reject(new SfbError('NO_ANSWER', `${call.use.cmdlet} on ${call.computer}: ${why}.`));
    }
  }

  async #take(frame: Frame, open: Map<number, Call>, batch: readonly Call[], kept: RawAnswer[]): Promise<void> {
    const call = batch[frame.number];
    // A read that was given up is not heard any more; a late change still is.
    if (call === undefined || (call.use.effect === 'read' && !open.has(frame.number))) return;
    if (frame.kind === 'stream') {
      // Best effort: a damaged part spoils no answer, which holds the lines once more.
      const part = await readStream(frame, this.#options.spool).catch(() => undefined);
      if (part !== undefined) tell(call, part);
      return;
    }
    try {
      if (frame.kind === 'failed') throw await readFailed(frame, this.#options.spool, call);
      else if (frame.kind === 'answer') {
        const raw = await readAnswer(frame, this.#options.spool);
        if (batch.length === 1) kept.push(raw);
        else settled(open, frame.number)?.resolve(raw);
      }
    } catch (error) {
      settled(open, frame.number)?.reject(error);
    }
  }
}

function tell(call: OneCall, part: StreamPart): void {
  for (const listener of call.listeners) {
    try {
      listener(part);
    } catch {
      // Whoever listens must not be able to break the call.
    }
  }
}

/** Parameters and effect are checked before anything is sent. */
function checkedCall(
  effect: Effect,
  use: CmdletUse,
  params: unknown,
  place: Place,
  computer: string,
  options: CallOptions | undefined,
): OneCall {
  if (use.effect !== effect) {
    throw new SfbError('BAD_REQUEST', `${use.name} is not a ${effect} (${use.effect}); it was not run.`);
  }
  const parsed = use.params.safeParse(params, { reportInput: true });
  const listeners = options?.onStream === undefined ? [] : [options.onStream];
  if (parsed.success) return { use, params: parsed.data as Record<string, unknown>, place, computer, listeners };
  const fault = parsed.error.issues[0];
  const where = fault?.path.join('.') || 'list';
  throw new SfbError('BAD_REQUEST', `${use.cmdlet}: parameter ${where} ${fault?.message ?? ''}; it was not run.`);
}

function pendingCall(one: OneCall): Pending {
  let settle: Pick<Call, 'resolve' | 'reject'> = { resolve: () => undefined, reject: () => undefined };
  const answer = new Promise<RawAnswer>((resolve, reject) => {
    settle = { resolve, reject };
  });
  const key = JSON.stringify([one.use.name, one.computer, one.params]);
  return { answer, call: { ...one, ...settle, key, lateMs: Math.max(one.use.lateMs, LATE_FLOOR_MS) } };
}

function lateChange(call: Call): SfbError {
  const minutes = Math.round(call.lateMs / 60_000);
  const message = `${call.use.cmdlet} on ${call.computer} has not ended in ${minutes} min; it was left running.`;
  return new SfbError('CMDLET_TIMEOUT', message);
}

function settled(open: Map<number, Call>, number: number): Call | undefined {
  const call = open.get(number);
  open.delete(number);
  return call;
}

/** A read that is given up ends its own process once nothing else is awaited from it; a change never comes here. */
function giveUp(session: Session, open: Map<number, Call>, number: number): void {
  const call = settled(open, number);
  if (call === undefined) return;
  const seconds = Math.round(call.lateMs / 1000);
  call.reject(new SfbError('CMDLET_TIMEOUT', `${call.use.cmdlet} on ${call.computer} gave no answer in ${seconds} s.`));
  if (open.size === 0) session.kill();
}
