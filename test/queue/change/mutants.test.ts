import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';

const root = resolve(import.meta.dirname, '../../..');
const { MUTANTS, mutated } = await import(join(root, 'scripts/mutants/list.mjs'));

describe('scripts/mutants', () => {
  it.each(MUTANTS as { name: string; file: string; tests: string[] }[])(
    '$name still fits its place in $file',
    (mutant) => {
      const whole = readFileSync(join(root, mutant.file), 'utf8');

      expect(mutated(mutant, whole)).not.toBe(whole);
    },
  );
});
