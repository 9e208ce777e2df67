import { SfbError } from '../../../src/errors.js';
import type {
  ChangeOrder,
  ChangePort,
  Fence,
  Intent,
  Outcome,
  StepTrace,
  TargetState,
} from '../../../src/journal/types.js';
import type { Place } from '../../../src/powershell/types.js';

/** What happens when a step's cmdlet is started on its target. */
export interface Behaviour {
  /** The effect: what an observer sees afterwards. */
  readonly effect?: () => void;
  readonly outcome?: Partial<Outcome>;
  /** `hold`: runs until `finish`; `vanish`: dies without an outcome. */
  readonly run?: 'at-once' | 'hold' | 'vanish';
}

interface Target {
  installation: string | undefined;
  fence: Fence | undefined;
  running: string | undefined;
  steps: Map<string, StepTrace>;
}

/** Targets in memory with the rules of src/journal/types.ts, and a log of what was really started there. */
export class FakeTargets {
  readonly started: string[] = [];
  readonly behaviours = new Map<string, Behaviour>();
  /** Called with each call before it is answered; may throw. */
  hook: (call: string, place: Place) => void = () => {};
  readonly #targets = new Map<Place, Target>();
  #epochs = 0;

  at(place: Place): Target {
    const known = this.#targets.get(place);
    if (known !== undefined) return known;
    const target: Target = { installation: undefined, fence: undefined, running: undefined, steps: new Map() };
    this.#targets.set(place, target);
    return target;
  }

  /** Lets a held change end. */
  finish(place: Place): void {
    const target = this.at(place);
    const key = target.running;
    if (key === undefined) throw new Error(`nothing runs on ${place}`);
    this.#end(target, key, this.behaviours.get(key.split('.')[0] ?? '') ?? {});
  }

  port(): ChangePort {
    return {
      fence: async (place, fence) => {
        this.hook('fence', place);
        const target = this.at(place);
        this.#refuse(target, fence);
        if (target.installation !== undefined && target.installation !== fence.installation) {
          throw refused('installation');
        }
        target.installation = fence.installation;
        target.fence = fence;
        return this.#state(place);
      },
      look: async (place) => {
        this.hook('look', place);
        return this.#state(place);
      },
      start: async (use, params, place, order) => this.#start(use, params as Record<string, unknown>, place, order),
      tail: async (_place, order, from) => ({
        lines: from > 0 ? [] : [{ at: '', stream: 'warning', text: `${order.step} is at it` }],
        next: 1,
      }),
      adopt: async (place, installation) => {
        this.at(place).installation = installation;
        return this.#state(place);
      },
    };
  }

  #refuse(target: Target, { epoch, owner }: { epoch: number; owner: string }): void {
    if (target.fence === undefined) return;
    if (epoch < target.fence.epoch) throw refused('epoch');
    if (epoch === target.fence.epoch && owner !== target.fence.owner) throw refused('owner');
  }

  #start(
    use: { name: string; cmdlet: string },
    parameters: Record<string, unknown>,
    place: Place,
    order: ChangeOrder,
  ): Intent {
    this.hook('start', place);
    const target = this.at(place);
    this.#refuse(target, order);
    const key = `${order.step}.${order.attempt}`;
    if (target.steps.has(key)) throw refused('intent');
    if (target.running !== undefined) throw refused('running');
    this.#epochs += 1;
    const at = new Date(1_800_000_000_000 + this.#epochs).toISOString();
    const { name, cmdlet } = use;
    const intent: Intent = { ...order, use: name, cmdlet, parameters, at, pid: 1 };
    target.steps.set(key, { intent, outcome: undefined });
    target.running = key;
    this.started.push(`${place} ${order.step}.${order.attempt}`);
    const behaviour = this.behaviours.get(order.step) ?? {};
    if (behaviour.run === 'vanish') {
      behaviour.effect?.();
      target.running = undefined;
    } else if (behaviour.run !== 'hold') this.#end(target, key, behaviour);
    this.hook('started', place);
    return intent;
  }

  #end(target: Target, key: string, behaviour: Behaviour): void {
    const trace = target.steps.get(key);
    if (trace === undefined) return;
    behaviour.effect?.();
    const at = new Date(Date.parse(trace.intent.at) + 500).toISOString();
    const outcome: Outcome = { ok: true, errors: [], warnings: [], host: '', at, ms: 5, ...behaviour.outcome };
    target.steps.set(key, { ...trace, outcome });
    target.running = undefined;
  }

  #state(place: Place): TargetState {
    const { installation, fence, running, steps } = this.at(place);
    const computer = `${place}.domain.local`;
    return { place, computer, installation, fence, running: running !== undefined, steps: Object.fromEntries(steps) };
  }
}

function refused(reason: string): SfbError {
  return new SfbError('NOT_ALLOWED', `The target refuses (${reason}).`, { details: { reason } });
}
