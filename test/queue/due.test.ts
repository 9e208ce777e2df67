import { describe, expect, it } from 'vitest';
import { dueRun } from '../../src/queue/due.js';

const at = '02:00';
const utc = (text: string) => Date.parse(`${text}:00Z`);
const dayOf = (date: string) => Date.parse(`${date}T00:00:00Z`) / 86_400_000;
const last = (date: string, time = at) => ({ day: dayOf(date), at: time });
const run = (date: string, missed?: string) => ({
  what: 'run',
  day: dayOf(date),
  ...(missed === undefined ? {} : { missed }),
});
const nothing = { what: 'nothing' };

describe('queue/due: whether the backup of 02:00 UTC is due', () => {
  it.each([
    ['is not before its time', '2026-11-24T01:59', last('2026-11-23'), nothing],
    ['is at its minute', '2026-11-24T02:00', last('2026-11-23'), run('2026-11-24')],
    ['is not twice', '2026-11-24T02:00', last('2026-11-24'), nothing],
    ['is not again on the same day', '2026-11-25T01:59', last('2026-11-24'), nothing],
    ['is not called missed within two hours', '2026-11-24T03:59', last('2026-11-23'), run('2026-11-24')],
    [
      'is made up for two hours later',
      '2026-11-24T04:00',
      last('2026-11-23'),
      run(
        '2026-11-24',
        'The daily backup of 2026-11-24 was not taken at 02:00 UTC, because no worker was there or Redis was away; it is taken now.',
      ),
    ],
    [
      'is made up for before the next one',
      '2026-11-25T01:59',
      last('2026-11-23'),
      run('2026-11-24', expect.stringContaining('The daily backup of 2026-11-24 was not taken')),
    ],
    [
      'names from which day on it is missing',
      '2026-11-24T09:00',
      last('2026-11-20'),
      run(
        '2026-11-24',
        'The daily backups from 2026-11-21 to 2026-11-24 were not taken at 02:00 UTC, because no worker was there or Redis was away; one is taken now.',
      ),
    ],
    [
      'names the days before when it is itself in time',
      '2026-11-24T02:01',
      last('2026-11-22'),
      run(
        '2026-11-24',
        'The daily backup of 2026-11-23 was not taken at 02:00 UTC, because no worker was there or Redis was away; that of 2026-11-24 is taken now.',
      ),
    ],
    [
      'never reports anything missed at the first start',
      '2026-11-24T09:00',
      undefined,
      { what: 'begin', day: dayOf('2026-11-24') },
    ],
    ['is taken by a first start that is in time', '2026-11-24T02:01', undefined, run('2026-11-24')],
    ['is not again after the clock was set back over its time', '2026-11-24T01:00', last('2026-11-24'), nothing],
    ['is not again after the clock was set back a day', '2026-11-23T12:00', last('2026-11-24'), nothing],
    [
      'begins anew after the clock had been years ahead',
      '2026-11-24T12:00',
      last('2036-01-01'),
      { what: 'begin', day: dayOf('2026-11-24') },
    ],
    [
      'misses nothing when its time was moved to earlier',
      '2026-11-24T12:00',
      last('2026-11-23', '22:00'),
      run('2026-11-24'),
    ],
    ['is not shifted by summer time, since it is UTC', '2026-03-29T02:00', last('2026-03-28'), run('2026-03-29')],
  ])('%s', (_title, now, before, expected) => {
    expect(dueRun({ now: utc(now), at, last: before })).toEqual(expected);
  });

  it('makes each of 399 days exactly once when it is looked at every half hour', () => {
    const made: number[] = [];
    let before: ReturnType<typeof last> | undefined = last('2026-01-01', '23:59');
    for (let now = utc('2026-01-02T00:00'); now < utc('2027-02-06T00:00'); now += 1_800_000) {
      const due = dueRun({ now, at: '23:59', last: before });
      if (due.what === 'nothing') continue;
      expect(due).not.toHaveProperty('missed');
      made.push(due.day);
      before = { day: due.day, at: '23:59' };
    }
    expect(made).toEqual(Array.from({ length: 399 }, (_, index) => dayOf('2026-01-02') + index));
  });
});
