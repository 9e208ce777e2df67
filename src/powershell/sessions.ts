import { sealed } from './request.js';
import type { Session } from './session.js';

/** Who answers, as the agent's hello frame says. */
export interface Hello {
  readonly pid: number;
  readonly version: string;
  readonly edition: string;
  readonly language: string;
  readonly module: string;
  readonly moduleVersion: string;
  readonly lab: boolean;
}

/** An agent process and who it is. */
export interface Member {
  readonly session: Session;
  readonly hello: Hello;
}

/** Few, long-lived agent processes: one more is started only while all others are busy, up to a limit. */
export class SessionPool {
  readonly #open: () => Promise<Member>;
  readonly #purpose: 'reads' | 'changes';
  readonly #limit: number;
  readonly #idle: Member[] = [];
  readonly #busy = new Set<Session>();
  readonly #waiting: (() => void)[] = [];
  readonly #greeted = new WeakMap<Session, number>();
  #starting = 0;
  #generation = 0;

  constructor(open: () => Promise<Member>, purpose: 'reads' | 'changes', limit: number) {
    this.#purpose = purpose;
    this.#open = open;
    this.#limit = limit;
  }

  /** Every process drops its runspaces and remote sessions before its next request (they cache the CMS connection). */
  renew(): void {
    this.#generation += 1;
  }

  async take(): Promise<Member> {
    for (;;) {
      const member = this.#idle.pop();
      if (member?.session.alive() === true) {
        this.#busy.add(member.session);
        if (await this.#renewed(member.session)) return member;
        this.#busy.delete(member.session);
      } else if (member === undefined) {
        if (this.#busy.size + this.#starting < this.#limit) return this.#start();
        await new Promise<void>((resolve) => this.#waiting.push(resolve));
      }
    }
  }

  give(member: Member): void {
    this.#busy.delete(member.session);
    if (member.session.alive()) this.#idle.push(member);
    this.#waiting.shift()?.();
  }

  async close(): Promise<void> {
    const sessions = [...this.#idle.splice(0).map((member) => member.session), ...this.#busy];
    await Promise.all(sessions.map((session) => session.close(this.#purpose)));
  }

  async #start(): Promise<Member> {
    this.#starting += 1;
    const generation = this.#generation;
    try {
      const member = await this.#open();
      this.#greeted.set(member.session, generation);
      this.#busy.add(member.session);
      return member;
    } finally {
      this.#starting -= 1;
      this.#waiting.shift()?.();
    }
  }

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
}
