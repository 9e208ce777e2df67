import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { SfbError } from '../../src/errors.js';
import { fenceExecutor, testPair } from '../support/agent.js';
import { fenceUses as uses } from '../support/fence-uses.js';
import { tempFolder } from '../support/temp.js';
import { canary, UNSENDABLE, values, write, written } from './fixtures/hostile-values.js';

const control = join(tempFolder('canary'), 'control');

const executor = fenceExecutor({ env: { ...process.env, CANARY: canary, CONTROL: control } });
const ps = executor.forPair(testPair);

afterAll(() => executor.close());

const batches = Array.from({ length: Math.ceil(values.length / 100) }, (_, i) => values.slice(i * 100, i * 100 + 100));

function arrived(value: string, answer: PromiseSettledResult<{ readonly rows: readonly string[] }>): boolean {
  if (answer.status === 'fulfilled') return answer.value.rows.length === 1 && answer.value.rows[0] === value;
  return UNSENDABLE.test(value) && answer.reason instanceof SfbError && answer.reason.code === 'BAD_OUTPUT';
}

describe('strings that are data, whatever they look like', () => {
  it('are more than a thousand', () => {
    expect(values.length).toBeGreaterThan(1_000);
  });

  it.each(batches.map((batch, index) => ({ number: `${index + 1}`, batch })))(
    'arrive exactly or are refused, 100 in a request (request $number)',
    async ({ batch }) => {
      const answers = await Promise.allSettled(batch.map((Value) => ps.read(uses.echo, { Value }, 'jump')));

      const wrong = batch.filter((value, i) => answers[i] === undefined || !arrived(value, answers[i]));
      expect(wrong).toEqual([]);
      expect(existsSync(canary)).toBe(false);
    },
  );

  it('arrive exactly as one list', async () => {
    const list = written.filter((value) => value.length < 1_000 && !UNSENDABLE.test(value));

    expect((await ps.read(uses['echo-list'], { List: list }, 'backup')).rows).toEqual(list);
    expect(existsSync(canary)).toBe(false);
  });

  it.each([write(control), '[IO.File]::WriteAllText($env:CONTROL,[char]120)'])(
    'would be run if anything took them for script text: %s',
    async (code) => {
      await ps.read(uses.evaluated, { Value: `$(${code})` }, 'jump');

      expect(existsSync(control)).toBe(true);
    },
  );
});
