import type { z } from 'zod';
import { type Pair, serverOf } from '../domain.js';
import { SfbError } from '../errors.js';
import { type RawAnswer, readAnswer, readEnd, typed } from './answer.js';
import { type ReadCall, readRequest, sealed } from './request.js';
import type { Frame, Session } from './session.js';
import { type Hello, type Member, SessionPool } from './sessions.js';
import type { Answer, CmdletUse, Place, ReadPort } from './types.js';

/** Turns typed reads into batches for an agent process and its frames back into typed answers. */
export interface Executor {
  /** Reads for one pair; the pair gives `primary` and `backup` their servers. */
  forPair(pair: Pair): ReadPort;
  /** Drops every runspace and remote session; needed after each step that moves CMS or SCP (they cache it). */
  renew(): void;
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

interface Call extends ReadCall {
  readonly key: string;
  readonly lateMs: number;
  readonly answer: Promise<RawAnswer>;
  resolve(answer: RawAnswer): void;
  reject(error: unknown): void;
}

/** A watchdog below this would fire on a busy machine (engineering-notes 1.6). */
const LATE_FLOOR_MS = 2_000;

export function createExecutor(options: ExecutorOptions): Executor {
  return new BatchingExecutor(options);
}

class BatchingExecutor implements Executor {
  readonly #options: ExecutorOptions;
  readonly #pool: SessionPool;
  #pending: Call[] = [];

  constructor(options: ExecutorOptions) {
    this.#options = options;
    this.#pool = new SessionPool(options.open, options.sessions);
  }

  forPair(pair: Pair): ReadPort {
    const computerOf = (place: Place): string => (place === 'jump' ? this.#options.jump : serverOf(pair, place));
    return { read: (use, params, place) => this.#read(use, params, place, computerOf(place)) };
  }

  async hello(): Promise<Hello> {
    const member = await this.#pool.take();
    this.#pool.give(member);
    return member.hello;
  }

  renew(): void {
    this.#pool.renew();
  }

  close(): Promise<void> {
    return this.#pool.close();
  }

  async #read<P extends z.ZodType, R extends z.ZodType>(
    use: CmdletUse<P, R>,
    params: z.input<P>,
    place: Place,
    computer: string,
  ): Promise<Answer<z.output<R>>> {
    if (use.effect !== 'read') {
      throw new SfbError('BAD_REQUEST', `${use.name} is not a read (${use.effect}); it was not run.`);
    }
    const parsed = use.params.safeParse(params, { reportInput: true });
    if (!parsed.success) {
      const fault = parsed.error.issues[0];
      const where = fault?.path.join('.') || 'list';
      throw new SfbError('BAD_REQUEST', `${use.cmdlet}: parameter ${where} ${fault?.message ?? ''}; it was not run.`);
    }
    const raw = await this.#enqueue({ use, params: parsed.data as Record<string, unknown>, place, computer });
    return typed(use, raw, place, computer);
  }

  /** Equal calls of one turn travel once; the batch leaves when the turn of the event loop ends. */
  #enqueue(read: ReadCall): Promise<RawAnswer> {
    const key = JSON.stringify([read.use.name, read.computer, read.params]);
    const twin = this.#pending.find((call) => call.key === key);
    if (twin !== undefined) return twin.answer;
    let settle: Pick<Call, 'resolve' | 'reject'> = { resolve: () => undefined, reject: () => undefined };
    const answer = new Promise<RawAnswer>((resolve, reject) => {
      settle = { resolve, reject };
    });
    if (this.#pending.length === 0) setImmediate(() => this.#flush());
    this.#pending.push({ ...read, ...settle, key, answer, lateMs: Math.max(read.use.lateMs, LATE_FLOOR_MS) });
    return answer;
  }

  #flush(): void {
    const calls = this.#pending;
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
        await this.#run(member.session, batch, open);
      } finally {
        this.#pool.give(member);
      }
    } catch (error) {
      for (const call of open.values()) call.reject(error);
    }
  }

  async #run(session: Session, batch: readonly Call[], open: Map<number, Call>): Promise<void> {
    const timers = batch.map((call, index) => setTimeout(() => giveUp(session, open, index), call.lateMs));
    try {
      const kept: RawAnswer[] = [];
      const frames: Promise<void>[] = [];
      const request = sealed(readRequest(batch, this.#options.jump));
      const end = await session.request(...request, (frame) => frames.push(this.#take(frame, open, batch, kept)));
      await Promise.all(frames);
      // The only call of a batch gets the host text, which is whole only when the request has ended.
      for (const raw of kept) settled(open, 0)?.resolve({ ...raw, host: end.host });
      const ended = await readEnd(end.end, this.#options.spool);
      const why = ended.message ?? 'no answer came for this call';
      for (const call of open.values()) {
        call.reject(new SfbError('NO_ANSWER', `${call.use.cmdlet} on ${call.computer}: ${why}.`));
      }
    } finally {
      for (const timer of timers) clearTimeout(timer);
    }
  }

  async #take(frame: Frame, open: Map<number, Call>, batch: readonly Call[], kept: RawAnswer[]): Promise<void> {
    if (frame.kind !== 'answer' || !open.has(frame.number)) return;
    try {
      const raw = await readAnswer(frame, this.#options.spool);
      if (batch.length === 1) kept.push(raw);
      else settled(open, frame.number)?.resolve(raw);
    } catch (error) {
      settled(open, frame.number)?.reject(error);
    }
  }
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
