import { randomBytes } from 'node:crypto';
import type { z } from 'zod';
import { type Pair, serverOf } from '../domain.js';
import { errorText, SfbError } from '../errors.js';
import { type RawAnswer, readAnswer, readEnd } from './answer.js';
import { encodeClixml } from './clixml.js';
import type { Frame, Session } from './session.js';
import type { Answer, CmdletUse, Place, ReadPort } from './types.js';

/** Turns typed reads into batches for an agent process and its frames back into typed answers. */
export interface Executor {
  /** Reads for one pair; the pair gives `primary` and `backup` their servers. */
  forPair(pair: Pair): ReadPort;
  /** Drops every runspace and remote session; needed after each step that moves CMS or SCP (they cache it). */
  renew(): Promise<void>;
  /** Who answers: engine, module, lab marker. */
  hello(): Promise<Hello>;
  close(): Promise<void>;
}

export interface Hello {
  readonly pid: number;
  readonly version: string;
  readonly edition: string;
  readonly language: string;
  readonly module: string;
  readonly moduleVersion: string;
  readonly lab: boolean;
}

export interface ExecutorOptions {
  /** Starts an agent process and greets it (see `greet`). */
  readonly open: () => Promise<{ session: Session; hello: Hello }>;
  readonly spool: string;
  /** FQDN of the machine the worker runs on. */
  readonly jump: string;
  /** Agent processes at most; a second one is started only while the first is busy. */
  readonly sessions: number;
}

interface Call {
  readonly key: string;
  readonly use: CmdletUse;
  readonly params: Record<string, unknown>;
  readonly place: Place;
  readonly computer: string;
  readonly lateMs: number;
  readonly settle: { resolve(answer: RawAnswer): void; reject(error: unknown): void };
  readonly answer: Promise<RawAnswer>;
}

/** A watchdog below this would fire on a busy machine (engineering-notes 1.6). */
const LATE_FLOOR_MS = 2_000;

export function createExecutor(options: ExecutorOptions): Executor {
  return new BatchingExecutor(options);
}

class BatchingExecutor implements Executor {
  readonly #options: ExecutorOptions;
  readonly #idle: { session: Session; hello: Hello }[] = [];
  readonly #busy = new Set<Session>();
  #pending: Call[] = [];
  #batches: Call[][] = [];
  #starting = 0;
  #generation = 0;
  readonly #greeted = new WeakMap<Session, number>();

  constructor(options: ExecutorOptions) {
    this.#options = options;
  }

  forPair(pair: Pair): ReadPort {
    const computerOf = (place: Place): string => (place === 'jump' ? this.#options.jump : serverOf(pair, place));
    return { read: (use, params, place) => this.#read(use, params, place, computerOf(place)) };
  }

  async hello(): Promise<Hello> {
    const member = await this.#take();
    this.#give(member);
    return member.hello;
  }

  renew(): Promise<void> {
    // Sessions greet again before their next batch; a busy one does so when it is done.
    this.#generation += 1;
    return Promise.resolve();
  }

  async close(): Promise<void> {
    const sessions = [...this.#idle.splice(0).map((member) => member.session), ...this.#busy];
    await Promise.all(sessions.map((session) => session.close()));
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
      throw new SfbError(
        'BAD_REQUEST',
        `${use.cmdlet}: the parameter ${fault?.path.join('.') ?? '?'} ${fault?.message ?? 'does not fit'}; it was not run.`,
      );
    }
    const raw = await this.#enqueue(use, parsed.data as Record<string, unknown>, place, computer);
    return typed(use, raw, place, computer);
  }

  /** Equal calls of one turn travel once; the batch leaves when the turn of the event loop ends. */
  #enqueue(use: CmdletUse, params: Record<string, unknown>, place: Place, computer: string): Promise<RawAnswer> {
    const key = JSON.stringify([use.name, computer, params]);
    const twin = this.#pending.find((call) => call.key === key);
    if (twin !== undefined) return twin.answer;
    let settle: Call['settle'] = { resolve: () => undefined, reject: () => undefined };
    const answer = new Promise<RawAnswer>((resolve, reject) => {
      settle = { resolve, reject };
    });
    answer.catch(() => undefined);
    if (this.#pending.length === 0) setImmediate(() => this.#flush());
    const lateMs = Math.max(use.lateMs, LATE_FLOOR_MS);
    this.#pending.push({ key, use, params, place, computer, lateMs, settle, answer });
    return answer;
  }

  #flush(): void {
    this.#batches.push(this.#pending);
    this.#pending = [];
    void this.#drain();
  }

  async #drain(): Promise<void> {
    const batch = this.#batches.shift();
    if (batch === undefined) return;
    let member: { session: Session; hello: Hello };
    try {
      member = await this.#take();
    } catch (error) {
      for (const call of batch) call.settle.reject(error);
      return;
    }
    await this.#run(member.session, batch);
    this.#give(member);
  }

  readonly #waiting: (() => void)[] = [];

  async #take(): Promise<{ session: Session; hello: Hello }> {
    for (;;) {
      const member = this.#idle.pop();
      if (member?.session.alive() === true) {
        this.#busy.add(member.session);
        if (await this.#renewed(member.session)) return member;
        this.#busy.delete(member.session);
        continue;
      }
      if (member !== undefined) continue;
      if (this.#busy.size + this.#starting < this.#options.sessions) return this.#open();
      await new Promise<void>((resolve) => this.#waiting.push(resolve));
    }
  }

  /** Runspaces and remote sessions from before the last renewal are dropped; the process stays. */
  async #renewed(session: Session): Promise<boolean> {
    const generation = this.#generation;
    if (this.#greeted.get(session) === generation) return true;
    try {
      await session.request(...sealed({ kind: 'renew' }), () => undefined);
      this.#greeted.set(session, generation);
      return session.alive();
    } catch {
      session.kill();
      return false;
    }
  }

  async #open(): Promise<{ session: Session; hello: Hello }> {
    this.#starting += 1;
    const generation = this.#generation;
    try {
      const member = await this.#options.open();
      this.#greeted.set(member.session, generation);
      this.#busy.add(member.session);
      return member;
    } finally {
      this.#starting -= 1;
      this.#waiting.shift()?.();
    }
  }

  #give(member: { session: Session; hello: Hello }): void {
    this.#busy.delete(member.session);
    if (member.session.alive()) this.#idle.push(member);
    this.#waiting.shift()?.();
  }

  /** Every call of the batch is settled when this returns, whatever happens to the process. */
  async #run(session: Session, batch: readonly Call[]): Promise<void> {
    const open = new Map(batch.map((call, index) => [index, call]));
    const timers = batch.map((call, index) =>
      setTimeout(() => {
        if (!open.delete(index)) return;
        call.settle.reject(tooLate(call));
        // A read that is given up ends its own process; a change never comes through here.
        if (open.size === 0) session.kill();
      }, call.lateMs),
    );
    try {
      const frames: Promise<void>[] = [];
      const request = sealed(requestOf(batch, this.#options.jump));
      const end = await session.request(...request, (frame) => frames.push(this.#answer(frame, open)));
      await Promise.all(frames);
      const ended = await readEnd(end.end, this.#options.spool);
      const refusal = ended.message ?? 'no answer came for this call';
      for (const call of open.values()) {
        call.settle.reject(new SfbError('NO_ANSWER', `${call.use.cmdlet} on ${call.computer}: ${refusal}.`));
      }
      open.clear();
    } catch (error) {
      for (const call of open.values()) call.settle.reject(error);
      open.clear();
    } finally {
      for (const timer of timers) clearTimeout(timer);
    }
  }

  async #answer(frame: Frame, open: Map<number, Call>): Promise<void> {
    const call = open.get(frame.number);
    if (frame.kind !== 'answer' || call === undefined) return;
    try {
      call.settle.resolve(await readAnswer(frame, this.#options.spool));
    } catch (error) {
      call.settle.reject(error);
    }
    open.delete(frame.number);
  }
}

type Sendable = Parameters<typeof encodeClixml>[0];

/** A request under its own random id, as the session sends it. */
export function sealed(request: Readonly<Record<string, Sendable>>): [id: string, encoded: string] {
  const id = randomBytes(16).toString('hex');
  return [id, Buffer.from(encodeClixml({ ...request, id }), 'utf8').toString('base64')];
}

function requestOf(batch: readonly Call[], jump: string): Readonly<Record<string, Sendable>> {
  return {
    kind: 'batch',
    effect: 'read',
    calls: batch.map((call, number) => ({
      number,
      use: call.use.name,
      computer: call.computer,
      jump: call.computer === jump,
      params: call.params as Sendable,
      fields: call.use.fields as Sendable,
    })),
  };
}

function tooLate(call: Call): SfbError {
  const seconds = Math.round(call.lateMs / 1000);
  return new SfbError('CMDLET_TIMEOUT', `${call.use.cmdlet} on ${call.computer} gave no answer in ${seconds} s.`);
}

function typed<R extends z.ZodType>(
  use: CmdletUse<z.ZodType, R>,
  raw: RawAnswer,
  place: Place,
  computer: string,
): Answer<z.output<R>> {
  const failure = raw.errors[0];
  if (failure !== undefined) {
    throw new SfbError('CMDLET_FAILED', `${use.cmdlet} on ${computer}: ${failure.message}`, {
      details: { ...failure },
    });
  }
  const rows = raw.rows.map((row, index) => {
    const parsed = use.row.safeParse(row, { reportInput: true });
    if (parsed.success) return parsed.data;
    const fault = parsed.error.issues[0];
    const where = fault?.path.join('.') || 'the row';
    throw new SfbError(
      'BAD_OUTPUT',
      `${use.cmdlet} on ${computer} answered in an unexpected form (row ${index + 1}, ${where}: ${errorText(fault?.message)}).`,
      { details: { types: raw.types } },
    );
  });
  return {
    rows,
    warnings: raw.warnings,
    verbose: raw.verbose,
    host: '',
    place,
    cmdlet: use.cmdlet,
    at: raw.at,
    ms: raw.ms,
  };
}
