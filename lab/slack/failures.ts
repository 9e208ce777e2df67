import type { FailureSwitch } from './types.js';

/** Failures that were switched on, and calls that are held back. */
export class Failures {
  readonly #next = new Map<string, { failure: FailureSwitch; left: number }[]>();
  readonly #paused = new Set<string>();
  #release: (() => void)[] = [];

  failNext(method: string, failure: FailureSwitch): void {
    const queue = this.#next.get(method) ?? [];
    queue.push({ failure, left: failure.times ?? 1 });
    this.#next.set(method, queue);
  }

  /** The failure that this call has to suffer, used up. */
  take(method: string): FailureSwitch | undefined {
    const queue = this.#next.get(method) ?? [];
    const [first] = queue;
    if (first === undefined) return undefined;
    first.left -= 1;
    if (first.left <= 0) queue.shift();
    return first.failure;
  }

  pause(method: string): void {
    this.#paused.add(method);
  }

  resume(): void {
    this.#paused.clear();
    const waiting = this.#release;
    this.#release = [];
    for (const go of waiting) go();
  }

  /** Resolves when the method isn't held back any more. */
  async passed(method: string): Promise<void> {
    while (this.#paused.has(method) || this.#paused.has('*')) {
      await new Promise<void>((resolve) => this.#release.push(resolve));
    }
  }
}
