import { describe, expect, it } from 'vitest';
import { retention } from '../../../src/jobs/backup/retention.js';

const NOW = Date.UTC(2026, 10, 24, 12);
const set = (days: number, good = true, hours = 0) => ({
  id: `${days}d${hours}h${good ? '' : '!'}`,
  at: NOW - days * 86_400_000 - hours * 3_600_000,
  good,
});
const daily = (from: number, to: number, good = true) =>
  Array.from({ length: to - from + 1 }, (_, index) => set(from + index, good));
const gone = (sets: ReturnType<typeof set>[], fresh = '0d0h') => retention(sets, fresh, NOW);

describe('which backup sets may go', () => {
  it.each([
    ['a daily set beyond the newest five days and older than five days goes', daily(0, 7), ['6d0h', '7d0h']],
    ['five sets stay however old they are', [set(0), set(30), set(60), set(90), set(120)], []],
    ['the sixth day goes', [set(0), set(30), set(60), set(90), set(120), set(150)], ['150d0h']],
    ['a set of exactly five days stays', daily(0, 5), []],
    [
      'ten sets of one day push no daily one out',
      [...Array.from({ length: 10 }, (_, h) => set(0, true, h)), ...daily(1, 4)],
      [],
    ],
    ['sets of a split brain displace nothing', [set(0), ...daily(1, 9, false), set(20), set(21), set(22), set(23)], []],
    ['sets of a split brain never go themselves', [...daily(0, 5), ...daily(40, 50, false)], []],
    ['nothing goes when the new set is not good', [set(0, false), ...daily(1, 9)], []],
    ['nothing goes when the clock was set back behind a set', [set(-3), ...daily(0, 9)], []],
  ])('%s', (_title, sets, expected) => {
    expect(gone(sets, sets.find(({ at }) => at === NOW)?.id)).toEqual(expected);
  });

  it('nothing goes when the new set is not among those found', () => {
    expect(gone(daily(0, 9), 'other')).toEqual([]);
  });

  it('the set just taken never goes, even where its own time is long past', () => {
    expect(gone([...daily(1, 5), set(9)], '9d0h')).toEqual([]);
  });

  it('keeps at least five days of good sets of any mixture', () => {
    for (let seed = 1; seed <= 300; seed += 1) {
      const random = (top: number) => (Math.imul(seed + 7, 48271 + top) >>> 3) % top;
      const sets = Array.from({ length: 3 + (seed % 40) }, (_, index) =>
        set(index * (1 + random(3)), (index * seed) % 3 !== 1, index % 5),
      );
      const going = new Set(retention(sets, sets[0]?.id ?? '', NOW));
      const kept = sets.filter(({ id, good }) => good && !going.has(id));
      const days = (list: typeof sets) => new Set(list.map(({ at }) => Math.floor(at / 86_400_000))).size;
      expect(days(kept)).toBeGreaterThanOrEqual(Math.min(5, days(sets.filter(({ good }) => good))));
      expect(sets.filter(({ at, id }) => NOW - at <= 5 * 86_400_000 && going.has(id))).toEqual([]);
    }
  });
});
