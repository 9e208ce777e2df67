import { describe, expect, it } from 'vitest';
import { verbs } from '../../src/cli/verbs.js';
import { choosePair, readWords } from '../../src/cli/words.js';
import { london, paris } from '../commands/pairs.js';

describe('cli/words', () => {
  it.each([
    { line: 'status', typed: { verb: 'status', words: [], flags: {} } },
    { line: 'status london --fresh', typed: { verb: 'status', words: ['london'], flags: { fresh: true } } },
    {
      line: '--config lab/sfb.config.yaml verify --wait --json',
      typed: { verb: 'verify', words: [], flags: { config: 'lab/sfb.config.yaml', wait: true, json: true } },
    },
    {
      line: 'preflight london --mode=recover --sync --deep',
      typed: { verb: 'preflight', words: ['london'], flags: { mode: 'recover', sync: true, deep: true } },
    },
    { line: 'doctor --check', typed: { verb: 'doctor', words: [], flags: { check: true } } },
    { line: '', typed: 'help' },
    { line: 'help', typed: 'help' },
    { line: 'verify --help', typed: 'help' },
    { line: 'nonsense -h', typed: 'help' },
  ])('reads "$line"', ({ line, typed }) => {
    expect(readWords(line.split(' ').filter(Boolean), verbs)).toEqual(typed);
  });

  it.each([
    {
      line: 'verfy',
      says: '"verfy" is not a command here (did you mean verify?); there are status, verify, preflight, backup, backups, doctor, journal, adopt, audit and help.',
    },
    { line: 'failover london', says: '"failover" is not a command here; there are' },
    { line: 'toString', says: '"toString" is not a command here' },
    {
      line: 'status --wait',
      says: '--wait is not a flag of status; it takes --config, --json and --fresh.',
    },
    { line: 'verify --wiat', says: '--wiat is not a flag of verify (did you mean --wait?); it takes' },
    { line: 'verify -x', says: '-x is not a flag of verify; it takes' },
    { line: 'verify --constructor', says: '--constructor is not a flag of verify' },
    { line: 'verify --wait=no', says: '--wait takes no value and got "no"; write it alone.' },
    { line: 'status --config', says: '--config needs a value after it.' },
    { line: 'status --config --json', says: '--config needs a value after it.' },
    { line: 'preflight --mode=', says: '--mode needs a value after it.' },
  ])('refuses "$line" in one sentence', ({ line, says }) => {
    const read = () => readWords(line.split(' '), verbs);

    expect(read).toThrow(expect.objectContaining({ code: 'BAD_REQUEST', message: expect.stringContaining(says) }));
    expect(read).toThrow(/^[^\n]+\.$/);
  });

  it.each([
    { words: ['london'], pairs: [london, paris], name: 'london' },
    { words: ['FE4.domain.local'], pairs: [london, paris], name: 'paris' },
    { words: [], pairs: [paris], name: 'paris' },
  ])('finds the pair $name by $words', ({ words, pairs, name }) => {
    expect(choosePair(words, pairs).name).toBe(name);
  });

  it.each([
    { words: [], says: 'Which pair? This deployment has london, paris.' },
    { words: ['berlin'], says: '"berlin" is not a pair of this deployment; it has london, paris.' },
    { words: ['london', 'paris'], says: 'One pair at a time; 2 words were given: london paris.' },
  ])('refuses $words: $says', ({ words, says }) => {
    expect(() => choosePair(words, [london, paris])).toThrow(says);
  });
});
