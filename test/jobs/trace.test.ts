import { describe, expect, it } from 'vitest';
import { SfbError } from '../../src/errors.js';
import { traceDuring } from '../../src/jobs/trace.js';
import { createPort, pair } from '../checks/port.js';

const SCENARIOS = [
  { Identity: 'global/AlwaysOn', Name: 'AlwaysOn', Provider: ['SIPStack'] },
  { Identity: 'global/HADR', Name: 'HADR', Provider: ['LyncBackup', 'Name=XDS_Replica,Level=Info', 'a.Type.Name'] },
  { Identity: 'global/IMAndPresence', Provider: ['SIPStack'] },
];
const timeout = new SfbError('CMDLET_TIMEOUT', 'It was left running.');
const refused = new SfbError('CMDLET_FAILED', 'Access is denied.');

interface Course {
  /** What runs on both servers before; null: the prose names no server. */
  readonly before?: string | null;
  readonly scenarios?: readonly unknown[];
  /** What a cmdlet throws, and after which of its calls. */
  readonly fails?: Readonly<Record<string, Error>>;
  /** The start says so and does nothing; the end likewise; the end takes AlwaysOn with it. */
  readonly deaf?: 'start' | 'stop' | 'takes-all';
}

/** Centralized logging of two servers, with what was started and stopped on it in order. */
async function trace({ before = 'AlwaysOn', scenarios = SCENARIOS, fails = {}, deaf }: Course, work = async () => {}) {
  const running = new Set((before ?? '').split(', '));
  let shows = 0;
  const { ps, changes, calls } = createPort(({ name }) => {
    const failure = fails[name === 'show-cs-cls-logging' ? `${name} ${++shows}` : name];
    if (failure !== undefined) return failure;
    if (name === 'get-cs-cls-scenario') return scenarios;
    if (name === 'start-cs-cls-logging' && deaf !== 'start') running.add('HADR');
    if (name === 'stop-cs-cls-logging' && deaf !== 'stop') running.delete('HADR');
    if (name === 'stop-cs-cls-logging' && deaf === 'takes-all') running.clear();
    if (name !== 'show-cs-cls-logging') return ['Erfolg'];
    return before === null
      ? ['nichts']
      : ['fe1', 'FE2'].map((one) => `${one}.domain.local: ${[...running].join(', ')}`);
  });
  const seen: string[] = [];
  const outcome = await traceDuring({ ps, pair }, async (traced) => {
    seen.push(`${traced ? 'traced' : 'not traced'}, running ${[...running].join(' ')}`);
    await work();
    return 7;
  }).catch((error: Error) => error.message);
  const done = changes.map(({ name }) => name.replace('-cs-cls-logging', ''));
  return { outcome, seen, done, calls, changes, running: [...running].filter(Boolean) };
}

const traceOf = ({ outcome }: Awaited<ReturnType<typeof trace>>) =>
  typeof outcome === 'string' ? undefined : outcome.trace;

describe('jobs/trace', () => {
  it('starts HADR on both servers for half an hour at most, works, writes the logs, ends it, and looks', async () => {
    const traced = await trace({});

    expect(traced.outcome).toEqual({ done: 7, trace: { by: 'us', components: ['LyncBackup', 'XDS_Replica'] } });
    expect(traced.seen).toEqual(['traced, running AlwaysOn HADR']);
    expect(traced.done).toEqual(['start', 'sync', 'stop']);
    expect(traced.running).toEqual(['AlwaysOn']);
    const Computers = [pair.primary, pair.backup];
    expect(traced.changes[0]).toMatchObject({ params: { Computers, Duration: '0.00:30' }, place: 'jump' });
    expect(traced.changes[2]).toMatchObject({ params: { Computers } });
  });

  it.each([{ fails: {} }, { fails: { 'sync-cs-cls-logging': timeout } }])(
    'leaves a HADR that runs already as it is, and has it searched',
    async ({ fails }) => {
      const traced = await trace({ before: 'AlwaysOn, HADR', fails });

      expect(traceOf(traced)).toMatchObject({ by: 'others', components: ['LyncBackup', 'XDS_Replica'] });
      expect(traced).toMatchObject({ done: ['sync'], running: ['AlwaysOn', 'HADR'] });
      expect(traced.seen).toEqual(['not traced, running AlwaysOn HADR']);
    },
  );

  it.each<Course & { because: string; says: string }>([
    { because: 'another scenario runs', before: 'AlwaysOn, IMAndPresence', says: 'somebody else traces IMAndPresence' },
    { because: 'there is no HADR', scenarios: SCENARIOS.slice(0, 1), says: 'lists no HADR' },
    { because: 'no scenario is listed at all', scenarios: [], says: 'lists no HADR' },
    {
      because: 'what it traces is not readable',
      scenarios: [{ Name: 'HADR', Provider: 'a.Type.Name' }],
      says: 'not listed in a form known to us',
    },
    { because: 'the prose names no server', before: null, says: 'says nothing of fe1 and fe2' },
    { because: 'it can not be looked at', fails: { 'show-cs-cls-logging 1': timeout }, says: 'It was left running' },
    { because: 'the scenarios are refused', fails: { 'get-cs-cls-scenario': refused }, says: 'Access is denied' },
  ])('starts and stops nothing when $because', async ({ because: _because, says, ...course }) => {
    const traced = await trace(course);

    expect(traceOf(traced)).toMatchObject({ by: 'nobody', why: expect.stringContaining(says), components: [] });
    expect(traced.done).toEqual([]);
    expect(traced.seen).toHaveLength(1);
    expect(traced.seen[0]).toMatch(/^not traced/);
  });

  it.each<Course & { because: string; done: string[]; trace: object }>([
    {
      because: 'the start is refused',
      fails: { 'start-cs-cls-logging': refused },
      done: ['start'],
      trace: { by: 'nobody', why: 'Access is denied' },
    },
    {
      because: 'the start says yes and nothing runs',
      deaf: 'start',
      done: ['start'],
      trace: { by: 'nobody', why: 'HADR was started and does not run' },
    },
    {
      because: 'nobody knows whether it started',
      fails: { 'start-cs-cls-logging': timeout },
      done: ['start', 'sync', 'stop'],
      trace: { by: 'us', why: expect.stringContaining('Whether HADR was started is not known') },
    },
    {
      because: 'it was not seen running',
      fails: { 'show-cs-cls-logging 2': timeout },
      done: ['start', 'sync', 'stop'],
      trace: { by: 'us', why: expect.stringContaining('Whether HADR runs was not read') },
    },
    {
      because: 'the logs were not written to disk',
      fails: { 'sync-cs-cls-logging': timeout },
      done: ['start', 'sync', 'stop'],
      trace: { by: 'us', why: expect.stringContaining('not written to disk before the search') },
    },
    {
      because: 'the end does nothing',
      deaf: 'stop',
      done: ['start', 'sync', 'stop'],
      trace: { by: 'us', why: 'HADR still runs', fix: expect.stringContaining('Stop-CsClsLogging -Scenario HADR') },
    },
    {
      because: 'the end is late',
      fails: { 'stop-cs-cls-logging': timeout },
      done: ['start', 'sync', 'stop'],
      trace: {
        by: 'us',
        why: expect.stringContaining('HADR may still run'),
        fix: expect.stringContaining('by itself'),
      },
    },
    {
      because: 'something else ended with it',
      deaf: 'takes-all',
      done: ['start', 'sync', 'stop'],
      trace: { by: 'us', why: 'AlwaysOn ran before and is not shown any more' },
    },
  ])('says so when $because', async ({ because: _because, done, trace: expected, ...course }) => {
    const traced = await trace(course);

    expect(traceOf(traced)).toMatchObject(expected);
    expect(traced.done).toEqual(done);
    expect(traced.seen).toHaveLength(1);
  });

  it('ends what it started when the work fails, and throws what the work threw', async () => {
    const traced = await trace({}, () => Promise.reject(new Error('the world ended')));

    expect(traced.outcome).toBe('the world ended');
    expect(traced.done).toEqual(['start', 'sync', 'stop']);
    expect(traced.running).toEqual(['AlwaysOn']);
  });
});
