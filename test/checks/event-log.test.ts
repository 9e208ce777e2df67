import { describe, expect, it } from 'vitest';
import { eventLog } from '../../src/checks/event-log.js';
import { createPort, pair } from './port.js';
import { prepared } from './prepared.js';

const read = (...levels: number[]) => ({
  ok: true as const,
  value: levels.map((level) => ({ source: 'LS Backup Service', id: 4007, level })),
});
const denied = { ok: false as const, reason: 'Zugriff verweigert' };

describe('checks/event-log', () => {
  it.each([
    { because: 'nothing is an error', events: { primary: read(4), backup: read(3) }, status: 'pass', says: '2 events' },
    {
      because: 'a server logged errors',
      events: { primary: read(4, 2, 2), backup: read(1) },
      status: 'warn',
      says: '3 errors of replication or backup in the last 24 h: LS Backup Service 4007 on fe1 and LS Backup Service 4007 on fe2',
    },
    {
      because: 'one server logged an error and the other was not read',
      events: { primary: read(2), backup: denied },
      status: 'warn',
      says: '1 error of',
    },
    {
      because: 'the log is empty',
      events: { primary: read(), backup: read() },
      status: 'unknown',
      says: 'no evidence',
    },
    {
      because: 'a server was not read',
      events: { primary: read(4), backup: denied },
      status: 'unknown',
      says: 'fe2 (Zugriff verweigert)',
    },
  ])('is $status when $because', ({ events, status, says }) => {
    const verdict = eventLog.judge({ minutes: 1440, events }, pair);

    expect(verdict).toMatchObject({ status, sentence: expect.stringContaining(says) });
    expect(verdict.fix === undefined).toBe(status === 'pass');
  });

  it('never blocks, so that silence neither passes nor stops anything', () => {
    expect(new Set(Object.values(eventLog.severity))).toEqual(new Set(['warns']));
  });

  it.each([
    { eventMinutes: undefined, Minutes: 1440 },
    { eventMinutes: 4, Minutes: 4 },
  ])('reads back to the last sync, or a day ($Minutes min)', async ({ eventMinutes, Minutes }) => {
    const { ps, calls } = createPort(prepared('primary'));

    const facts = await eventLog.gather({ ps, pair, ...(eventMinutes === undefined ? {} : { eventMinutes }) });

    expect(calls.map(({ params, place }) => [params.Minutes, place])).toEqual([
      [Minutes, 'primary'],
      [Minutes, 'backup'],
    ]);
    expect(eventLog.judge(facts, pair).status).toBe('pass');
  });
});
