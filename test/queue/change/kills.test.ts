import { describe, expect, it } from 'vitest';
import { useStore } from '../harness.js';
import { ALL, aChange, runs } from './harness.js';

const here = useStore();

const record = async (id: string) => await here.store.readJob(id);

/** As if this worker's process had been killed: nobody renews, and the lease runs out. */
async function dies(id: string): Promise<void> {
  await here.redis.hset(here.keys.lease(id), 'until', '1000');
}

/** A worker that is killed in the middle: from that call on nothing of it reaches anybody. */
class Killed extends Error {}

describe('queue/change, when its worker is killed', () => {
  it.each(['fence', 'look', 'start', 'started'] as const)(
    'killed at each %s, goes on once in the next worker',
    async (call) => {
      for (let nth = 1; nth <= 4; nth += 1) {
        const change = aChange(here);
        const id = await change.approved();
        let seen = 0;
        let dead = false;
        change.targets.hook = (name) => {
          if (name === call) seen += 1;
          dead ||= seen >= nth && name === call;
          if (dead) throw new Killed();
        };
        const store = untilDead(change.deps.store, () => dead);
        const stopping = AbortSignal.timeout(150);
        await Promise.all([
          change.ring(id, { stopping, store }).catch(() => undefined),
          Promise.race([change.permit(id), wait(300)]),
        ]);
        change.targets.hook = () => {};
        await dies(id);
        for (let ring = 0; ring < 3; ring += 1) {
          const state = (await record(id))?.state;
          if (state === 'approved' || state === 'permit-wanted') await runs(change, id);
          else await change.ring(id);
        }

        expect(new Set(change.targets.started).size, `${call} ${nth}`).toBe(change.targets.started.length);
        const end = await record(id);
        expect(end?.state, `${call} ${nth}: ${end?.sentence}`).toBe('done');
        expect(change.targets.started).toEqual(ALL);
      }
    },
  );

  it('believes what a server says only once it is fenced: an order of the dead worker may land until then', async () => {
    const change = aChange(here);
    const id = await change.approved();
    let dead = false;
    change.targets.hook = (name) => {
      dead ||= name === 'start';
      if (dead) throw new Killed();
    };
    const store = untilDead(change.deps.store, () => dead);
    await Promise.all([change.ring(id, { store }).catch(() => undefined), change.permit(id)]);
    await dies(id);
    expect(change.targets.started).toEqual([]);
    const { epoch, owner } = change.targets.at('jump').fence ?? { epoch: 0, owner: '' };
    const order = { job: id, step: 'edge', attempt: 1, epoch, owner, before: { had: false } };
    let landed: Promise<unknown> | undefined;
    change.targets.hook = (name, place) => {
      if (name !== 'fence' || place !== 'jump') return;
      change.targets.hook = () => {};
      landed = change.targets.port().start(change.deps.uses.edge as never, { Identity: 'edge' }, 'jump', order);
    };

    await change.ring(id);

    await landed;
    expect(await record(id)).toMatchObject({ state: 'done' });
    expect(change.targets.started).toEqual(ALL);
  });
});

/** Whoever is dead writes and reads nothing. */
function untilDead<S extends object>(store: S, dead: () => boolean): S {
  return new Proxy(store, {
    get(target, name, self) {
      const value = Reflect.get(target, name, self);
      if (typeof value !== 'function') return value;
      return async (...args: unknown[]) => {
        if (dead()) throw new Killed();
        return await value.apply(target, args);
      };
    },
  });
}

function wait(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}
