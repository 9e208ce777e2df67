import type { Frozen, JobLine } from '../../src/commands/types.js';
import type { Actor } from '../../src/domain.js';
import type { JobRecord } from '../../src/queue/record.js';
import type { Posted, ThreadStore } from '../../src/queue/threads.js';
import type { Intake, Log, Mark, Message, NewJob, Sent, ThreadApi, Time } from '../../src/slack/types.js';

/** A clock that only moves when told, with timers that run on the way. */
export class FakeTime implements Time {
  private milliseconds = Date.UTC(2026, 10, 23, 3, 0, 0);
  private timers: { at: number; run: () => void }[] = [];

  now = (): number => this.milliseconds;

  after = (milliseconds: number, run: () => void): (() => void) => {
    const timer = { at: this.milliseconds + milliseconds, run };
    this.timers.push(timer);
    return () => {
      this.timers = this.timers.filter((other) => other !== timer);
    };
  };

  /** Moves the clock, running each timer at its moment and letting promises settle in between. */
  async pass(milliseconds: number): Promise<void> {
    const end = this.milliseconds + milliseconds;
    await settled();
    for (;;) {
      const due = this.timers.filter((timer) => timer.at <= end).sort((a, b) => a.at - b.at)[0];
      if (due === undefined) break;
      this.timers = this.timers.filter((timer) => timer !== due);
      this.milliseconds = Math.max(this.milliseconds, due.at);
      due.run();
      await settled();
    }
    this.milliseconds = end;
    await settled();
  }
}

/** Lets everything that waits only for promises go on. */
export async function settled(): Promise<void> {
  for (let turn = 0; turn < 60; turn += 1) await new Promise((resolve) => setImmediate(resolve));
}

/** Keeps the lines it is given. */
export function fakeLog(): Log & { lines: string[] } {
  const lines: string[] = [];
  const line = (data: object, text: string) => {
    lines.push(`${text} ${JSON.stringify(data)}`);
  };
  return { lines, info: line, warn: line, error: line };
}

export function aRecord(change: Partial<JobRecord> = {}): JobRecord {
  return {
    schema: 1,
    id: 'status-k3f9x2m1qa',
    kind: 'status',
    deployment: 'lab',
    pair: 'london',
    request: { fresh: false },
    source: 'slack',
    requester: { teamId: 'T0LAB', userId: 'U0ANA' },
    channel: 'C0SFB',
    lab: true,
    state: 'asked',
    revision: 1,
    askedAt: '2026-11-23T03:00:00.000Z',
    changedAt: '2026-11-23T03:00:00.000Z',
    steps: [],
    ...change,
  };
}

/** The renderer's durable side in memory; shared by two bots when a test wants two. */
export class FakeThreads implements ThreadStore {
  readonly records = new Map<string, JobRecord>();
  readonly map = new Map<string, Record<string, Posted>>();
  readonly complete = new Set<string>();
  lease: string | undefined;
  down = false;
  private wakes: ((id: string) => void)[] = [];

  put(record: JobRecord): void {
    this.records.set(record.id, record);
    for (const wake of this.wakes) wake(record.id);
  }

  async readJob(id: string) {
    if (this.down) throw new Error('no connection');
    return this.records.get(id);
  }

  async unfinishedThreads() {
    if (this.down) throw new Error('no connection');
    return [...this.records.keys()].filter((id) => !this.complete.has(id));
  }

  async posted(id: string) {
    return { ...this.map.get(id) };
  }

  async savePosted(id: string, key: string, posted: Posted) {
    if (this.down) throw new Error('no connection');
    this.map.set(id, { ...this.map.get(id), [key]: posted });
  }

  async threadComplete(id: string) {
    this.complete.add(id);
  }

  async takeRenderer(_id: string, owner: string) {
    if (this.lease !== undefined && this.lease !== owner) return false;
    this.lease = owner;
    return true;
  }

  async releaseRenderer(_id: string, owner: string) {
    if (this.lease === owner) this.lease = undefined;
  }

  async subscribeWakes(wake: (id: string) => void) {
    this.wakes.push(wake);
    return async () => {
      this.wakes = this.wakes.filter((other) => other !== wake);
    };
  }
}

interface InChannel extends Mark {
  ts: string;
  thread: string | undefined;
  message: Message;
  at: number;
  channel: string;
}

/** A channel that takes what it is given; `next` decides how the coming calls end. */
export class FakeChannel implements ThreadApi {
  readonly messages: InChannel[] = [];
  readonly calls: { call: 'post' | 'edit' | 'find'; key: string; at: number }[] = [];
  /** How each coming call ends; `taken-unanswered` is the worst: done, and nobody was told. */
  readonly next: (Sent | 'taken-unanswered')[] = [];

  private readonly time: Time;

  constructor(time: Time) {
    this.time = time;
  }

  post = async (channel: string, thread: string | undefined, message: Message, mark: Mark): Promise<Sent> => {
    const planned = this.called('post', mark);
    if (planned !== undefined && planned !== 'taken-unanswered') return planned;
    const ts = `1763866800.${String(this.messages.length + 1).padStart(6, '0')}`;
    this.messages.push({ ...mark, ts, thread, message, at: this.time.now(), channel });
    return planned === undefined ? { ended: 'done', ts } : { ended: 'unanswered', why: 'timed out' };
  };

  edit = async (_channel: string, ts: string, message: Message, mark: Mark): Promise<Sent> => {
    const planned = this.called('edit', mark);
    if (planned !== undefined && planned !== 'taken-unanswered') return planned;
    const found = this.messages.find((other) => other.ts === ts);
    if (found === undefined) return { ended: 'refused', code: 'message_not_found' };
    found.message = message;
    return { ended: 'done', ts };
  };

  find = async (_channel: string, _thread: string | undefined, mark: Mark): Promise<Sent> => {
    const planned = this.called('find', mark);
    if (planned !== undefined && planned !== 'taken-unanswered') return planned;
    const found = this.messages.find((other) => other.job === mark.job && other.key === mark.key);
    return { ended: 'done', ts: found?.ts ?? '' };
  };

  texts(): string[] {
    return this.messages.map(({ message }) => message.text);
  }

  private called(call: 'post' | 'edit' | 'find', { key }: Mark): Sent | 'taken-unanswered' | undefined {
    this.calls.push({ call, key, at: this.time.now() });
    return this.next.shift();
  }
}

/** Takes jobs in memory; a trigger makes at most one. */
export class FakeIntake implements Intake {
  readonly jobs = new Map<string, NewJob>();
  readonly rung: string[] = [];
  listening = 1;
  last: Awaited<ReturnType<Intake['lastStatus']>>;
  failure: Error | undefined;
  /** When set, every write waits for it. */
  hold: Promise<void> | undefined;

  createJob = async (job: NewJob): Promise<{ id: string; replayed: boolean }> => {
    await this.hold;
    if (this.failure !== undefined) throw this.failure;
    const replayed = this.jobs.has(job.trigger);
    if (!replayed) this.jobs.set(job.trigger, job);
    return { id: 'status-k3f9x2m1qa', replayed };
  };

  ring = async (id: string): Promise<void> => {
    this.rung.push(id);
  };

  workers = async (): Promise<number> => this.listening;

  listed: readonly JobLine[] = [];
  ice: Frozen | undefined;

  jobsOf = async (): Promise<readonly JobLine[]> => this.listed;
  frozen = async (): Promise<Frozen | undefined> => this.ice;

  freeze = async (by: Actor, reason: string): Promise<void> => {
    this.ice = { by, reason, at: '2026-11-23T03:00:00.000Z' };
  };

  thaw = async (): Promise<boolean> => {
    const was = this.ice !== undefined;
    this.ice = undefined;
    return was;
  };

  resolved: string[] = [];
  resolves: Intake['resolveJob'] = async (_by, _job, how) => (how === 'end' ? 'ended' : 'looks');

  cancelJob: Intake['cancelJob'] = async (by, job, reason) => {
    this.resolved.push(`${by.userId} cancel ${job} ${reason}`);
    return 'cancelling';
  };

  resolveJob: Intake['resolveJob'] = async (by, job, how, { reason, saw }) => {
    this.resolved.push([by.userId, how, job, reason, saw].filter((word) => word).join(' '));
    return await this.resolves(by, job, how, { reason });
  };

  lastStatus: Intake['lastStatus'] = async () => {
    if (this.failure !== undefined) throw this.failure;
    return this.last;
  };
}
