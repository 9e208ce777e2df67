import { createOutbox } from '../../src/slack/outbox.js';
import { createRenderer } from '../../src/slack/renderer.js';
import { wanted } from '../../src/slack/thread.js';
import { aRecord, FakeChannel, FakeThreads, FakeTime, fakeLog } from './fakes.js';
import { FakeGates } from './gates.js';
import { aReport, rows } from './reports.js';

export const ID = 'status-k3f9x2m1qa';

export const done = aRecord({ state: 'done', revision: 3, report: aReport(rows('primary')) });

export interface World {
  readonly time: FakeTime;
  readonly store: FakeThreads;
  readonly gates: FakeGates;
  readonly channel: FakeChannel;
}

export function world(): World {
  const time = new FakeTime();
  const store = new FakeThreads();
  return { time, store, gates: new FakeGates(store, time.now), channel: new FakeChannel(time) };
}

/** A bot's renderer in that world; several may share one. */
export function bot({ time, store, gates, channel }: World, owner = 'bot-1') {
  const log = fakeLog();
  const told: string[] = [];
  const tellOnce = async (_job: string, text: string) => {
    told.push(text);
    return true;
  };
  const outbox = createOutbox(time);
  const deps = { store, gates, api: channel, outbox, wanted, log, tellOnce, owner, time, channel: 'C0SFB' };
  const renderer = createRenderer(deps);
  return { renderer, log, told };
}

/** Keys of the messages in the channel, in order. */
export function keys({ channel }: World): string[] {
  return channel.messages.map((message) => message.key);
}
