import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { JobId } from '../../src/domain.js';
import { newJobId } from '../../src/queue/ids.js';

describe('queue/ids', () => {
  it('has a letter among its first three characters, whatever chance says', () => {
    const chance = fc.array(fc.nat(35), { minLength: 12, maxLength: 12 });
    fc.assert(
      fc.property(
        fc.oneof(
          chance,
          chance.map((digits) => digits.map((digit) => 26 + (digit % 10))),
        ),
        (numbers) => {
          let at = 0;
          const id = newJobId('status', (below) => (numbers[at++] ?? 0) % below);

          expect(JobId.parse(id)).toBe(id);
          expect(id).toMatch(/^status-(?=.{0,2}[a-z])[a-z0-9]{10}$/);
        },
      ),
      { numRuns: 500 },
    );
  });

  it('puts a letter in where chance gave ten digits', () => {
    const digits = [...Array(10).fill(26), 1, 4];

    expect(newJobId('status', () => digits.shift() ?? 0)).toBe('status-0e00000000');
  });
});
