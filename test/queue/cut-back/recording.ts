import { cpSync, rmSync } from 'node:fs';
import type { TestRedis } from '../../support/redis.js';
import { tempFolder } from '../../support/temp.js';
import type { Change } from '../change/harness.js';
import { type Aof, commandsOf, readAof, type Transaction, transactionsOf } from './aof.js';
import { newChannel, openParts, type Parts, until } from './parts.js';

const PLACES = ['jump', 'primary', 'backup'] as const;
type Targets = ReadonlyMap<(typeof PLACES)[number], ReturnType<Change['targets']['at']>>;

/** Everything that is not in Redis, at one moment: it stays as it is while Redis loses its tail. */
export interface Moment {
  readonly what: string;
  /** Length of the append-only file then. */
  readonly bytes: number;
  readonly targets: Targets;
  readonly effects: readonly string[];
  /** Holds the files of worker and bot as they were. */
  readonly folder: string;
  readonly messages: ReturnType<typeof newChannel>['messages'];
}

export interface Recording {
  readonly aof: Aof;
  readonly transactions: readonly Transaction[];
  readonly job: string;
  readonly moments: readonly Moment[];
}

/** One whole run of a change, from its request on; `play` is what people and workers do after the plan is in the channel. */
export async function recorded(
  server: TestRedis,
  play: (parts: Parts, job: string) => Promise<void>,
): Promise<Recording> {
  const folder = tempFolder('cut-back');
  const parts = await openParts(server.url, folder);
  const moments: Moment[] = [];
  const note = (what: string) => {
    const moment = momentOf(what, parts, folder, server.dir);
    const last = moments.at(-1);
    if (last === undefined || shown(last.targets) !== shown(moment.targets)) moments.push(moment);
  };
  parts.change.targets.behaviours.set('cms', { run: 'hold', effect: () => void parts.change.effects.add('cms') });
  parts.change.targets.hook = (call, place) => {
    note(`before a ${call} of ${place}`);
    if (call === 'look' && parts.change.targets.at(place).running !== undefined) parts.change.targets.finish(place);
  };
  await parts.start();
  const job = await parts.ask();
  await parts.ring(job);
  await until(async () => (await parts.bot.readGate(job))?.postedAt !== undefined, 'the plan in the channel');
  await play(parts, job);
  await parts.stop();
  moments.push(momentOf('at the end', parts, folder, server.dir));
  const aof = readAof(server.dir);
  return { aof, transactions: transactionsOf(commandsOf(aof.added)), job, moments };
}

function momentOf(what: string, { change, channel }: Parts, folder: string, dir: string): Moment {
  const copy = tempFolder('moment');
  cpSync(folder, copy, { recursive: true });
  const messages = structuredClone(channel.messages);
  const { added } = readAof(dir);
  return {
    what,
    bytes: added.length,
    targets: copyOf(change.targets),
    effects: [...change.effects],
    folder: copy,
    messages,
  };
}

function copyOf(targets: Change['targets']): Targets {
  return new Map(PLACES.map((place) => [place, { ...targets.at(place), steps: new Map(targets.at(place).steps) }]));
}

export function shown(targets: Targets): string {
  const steps = (target: { steps: ReadonlyMap<string, unknown> }) => [...target.steps];
  return JSON.stringify([...targets].map(([place, target]) => [place, { ...target, steps: steps(target) }]));
}

/** New parts that find everything outside of Redis as it was at that moment. */
export async function partsAt(url: string, moment: Moment): Promise<Parts> {
  const folder = tempFolder('after');
  cpSync(moment.folder, folder, { recursive: true });
  const channel = newChannel();
  channel.messages.push(...structuredClone(moment.messages));
  const parts = await openParts(url, folder, channel);
  const { targets, effects } = parts.change;
  for (const [place, target] of moment.targets) {
    Object.assign(targets.at(place), target, { steps: new Map(target.steps) });
  }
  // A change that was under way has ended by itself meanwhile.
  for (const place of PLACES) if (targets.at(place).running !== undefined) targets.finish(place);
  for (const effect of moment.effects) effects.add(effect);
  return {
    ...parts,
    stop: async () => {
      await parts.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
