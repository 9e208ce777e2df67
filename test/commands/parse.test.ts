import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { commands } from '../../src/commands/index.js';
import { parseCommand } from '../../src/commands/parse.js';
import { SfbError } from '../../src/errors.js';
import { london, paris } from './pairs.js';

const one = [london];
const two = [london, paris];

function refusal(text: string, pairs = one): string {
  try {
    parseCommand(text, commands, pairs);
  } catch (error) {
    if (error instanceof SfbError && error.code === 'BAD_REQUEST') return error.message;
    throw error;
  }
  throw new Error(`${JSON.stringify(text)} was accepted`);
}

const asked = { pair: 'london', fresh: false };
const fresh = { pair: 'london', fresh: true };

describe('commands/parse', () => {
  it.each([
    { text: 'status', request: asked },
    { text: 'status london', request: asked },
    { text: '  status \t  london  ', request: asked },
    { text: 'status\nlondon', request: asked },
    { text: 'Status LONDON', request: asked },
    { text: 'STATUS London --FRESH', request: fresh },
    { text: 'status london --fresh', request: fresh },
    { text: 'status --fresh london', request: fresh },
    { text: 'status --fresh', request: fresh },
    { text: 'status --fresh --fresh', request: fresh },
    { text: 'status london –fresh', request: fresh },
    { text: 'status london —fresh', request: fresh },
    { text: 'status london ––fresh', request: fresh },
    { text: 'status london -–fresh', request: fresh },
    { text: 'status london −−fresh', request: fresh },
    { text: 'status "—fresh"', request: fresh },
    { text: 'status “london”', request: asked },
    { text: 'status „london‟', request: asked },
    { text: 'status ‘london’', request: asked },
    { text: 'status ‚london‛', request: asked },
    { text: '"status london"', request: asked },
    { text: "status 'london'", request: asked },
    { text: 'status ""', request: asked },
    { text: 'status\u00A0london', request: asked },
    { text: 'status\u2007\u202Flondon\u3000--fresh', request: fresh },
    { text: 'sta\u200Btus lon\u00ADdon\uFEFF', request: asked },
    { text: 'status fe1.domain.local', request: asked },
    { text: 'status FE2.Domain.Local', request: asked },
    { text: 'status fe1.domain.local.', request: asked },
  ])('reads $text', ({ text, request }) => {
    expect(parseCommand(text, commands, one)).toEqual({ command: commands.status, request });
  });

  it.each(['', '   ', '\u00A0\u200B', '""', 'help', 'HELP', 'help --help', 'status --help', 'status -h', '—help'])(
    'takes %j as a wish for help',
    (text) => {
      expect(parseCommand(text, commands, two)).toEqual({ command: commands.help, request: {} });
    },
  );

  it.each([
    {
      text: 'sttaus',
      says: '`sttaus` is not a command of /sfb; did you mean `/sfb status`? (`/sfb help` lists the commands.)',
    },
    {
      text: 'stat',
      says: '`stat` is not a command of /sfb; did you mean `/sfb status`? (`/sfb help` lists the commands.)',
    },
    { text: 'failback', says: '`failback` is not a command of /sfb; `/sfb help` lists the commands.' },
    { text: 'constructor', says: '`constructor` is not a command of /sfb; `/sfb help` lists the commands.' },
    { text: '__proto__ london', says: /^`__proto__` has a character that no command uses \(`_`\)/ },
    {
      text: 'london',
      says: '`london` is a pair and a command comes first, so write for example `/sfb status london`.',
    },
    { text: 'fe1.domain.local', says: '`fe1.domain.local` is a pair and a command comes first' },
    {
      text: 'status london --fersh',
      says: '`--fersh` is not a flag of status; its only flag is `--fresh`: write it exactly so.',
    },
    {
      text: 'status london -fresh',
      says: '`-fresh` is not a flag of status; its only flag is `--fresh`: write it exactly so.',
    },
    { text: 'status --force', says: '`--force` is not a flag of status; its only flag is `--fresh`' },
    {
      text: 'status --fresh=yes',
      says: '`--fresh=yes` is not a flag of status; its only flag is `--fresh`: write it without a value.',
    },
    { text: 'status -', says: '`-` is not a flag of status; its only flag is `--fresh`' },
    { text: 'status ---fresh', says: '`---fresh` is not a flag of status' },
    { text: 'status --__proto__', says: 'has a character that no command uses (`_`)' },
    { text: 'help --fresh', says: '`--fresh` is not a flag of help, which takes none; write `/sfb help`.' },
    { text: 'help me', says: 'help takes no further words and got `me`; write `/sfb help`.' },
    {
      text: 'status london paris',
      says: 'status takes one pair and got 2: `london` and `paris`; ask for one at a time',
    },
    { text: 'status a b c d e f g', says: 'status takes one pair and got 7: `a`, `b`, `c`, `d` and `e`;' },
    {
      text: 'status lodnon',
      says: '`lodnon` is not a pair here; the only pair is london (did you mean `london`?), so name one of them or the full name of one of its servers.',
    },
    {
      text: 'status fe1',
      says: '`fe1` is not a pair here; the only pair is london (did you mean `fe1.domain.local`?)',
    },
    { text: 'status fe9.other.example', says: '`fe9.other.example` is not a pair here; the only pair is london, so' },
    { text: 'status $(calc)', says: '`$(calc)` has a character that no command uses (`$`)' },
    { text: 'status london; Remove-Item', says: '`london;` has a character that no command uses (`;`)' },
    { text: 'status $env:USERNAME', says: '(`$`)' },
    { text: 'status `whoami`', says: "`'whoami'` has a character that no command uses (`'`)" },
    { text: 'status <!channel>', says: '`&lt;!channel&gt;` has a character that no command uses (`&lt;`)' },
    { text: 'status &lt;!channel&gt;', says: '`&lt;!channel&gt;` has a character' },
    { text: 'status <@U012AB3CD>', says: '`&lt;@U012AB3CD&gt;` has a character' },
    { text: 'status <http://evil.example|london>', says: '`&lt;http://evil.example|london&gt;` has a character' },
    { text: 'status @here', says: '`@here` has a character that no command uses (`@`)' },
    { text: 'status :fire:', says: '`:fire:` has a character that no command uses (`:`)' },
    { text: 'status 🔥', says: '`🔥` has a character that no command uses (U+1F525)' },
    { text: 'status lon–don', says: '`lon–don` has a character that no command uses (U+2013)' },
    { text: 'status lоndon', says: '`lоndon` has a character that no command uses (U+043E)' },
    { text: 'status \u202Enodnol', says: '`U+202Enodnol` has a character that no command uses (U+202E)' },
    { text: 'status lon\u0000don', says: '`lonU+0000don` has a character that no command uses (U+0000)' },
    { text: 'status lon\u001B[31mdon', says: '`lonU+001B[31mdon` has a character that no command uses (U+001B)' },
    { text: 'status lon"don', says: '`lon"don` has a character that no command uses (`"`)' },
    { text: 'status ../../etc', says: '(`/`)' },
    { text: 'status \\\\fe1\\share', says: '(`\\`)' },
    { text: 'status 100%', says: '(`%`)' },
    { text: 'status \uD800', says: '`U+D800` has a character that no command uses (U+D800)' },
    { text: `status ${'x'.repeat(400)}`, says: `\`${'x'.repeat(40)}…\` is not a pair here` },
    {
      text: `status ${'x'.repeat(10_000)}`,
      says: 'That command is 10007 characters long and at most 500 are read; write it again shorter, as shown by `/sfb help`.',
    },
  ])('refuses $text', ({ text, says }) => {
    const sentence = refusal(text);

    expect(sentence).toEqual(typeof says === 'string' ? expect.stringContaining(says) : expect.stringMatching(says));
    expect(sentence.length).toBeLessThan(400);
  });

  it('asks which pair when there are several and none is named', () => {
    expect(refusal('status', two)).toBe(
      'There are several pairs, so say which one: london or paris, as in `/sfb status london`.',
    );
  });

  it('lists every pair when the one named is unknown', () => {
    expect(refusal('status berlin', two)).toContain('`berlin` is not a pair here; the pairs are london and paris');
  });

  it('finds the pair by a server of the second pair', () => {
    expect(parseCommand('status fe4.domain.local', commands, two).request).toEqual({ pair: 'paris', fresh: false });
  });

  const nasty = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 600 }),
    fc.string({ unit: 'grapheme', maxLength: 600 }),
    fc
      .array(
        fc.constantFrom(
          ...[
            'status',
            'help',
            'london',
            '--fresh',
            '—fresh',
            '<!channel>',
            '<@U1>',
            '&lt;!here&gt;',
            '`',
            '``',
            '*b*',
          ],
          ...['$(calc)', '"', '\n', '\u202E', '@channel', ':fire:', '&amp;lt;!channel&amp;gt;', '<!subteam^S1>', '_'],
        ),
        { maxLength: 12 },
      )
      .map((words) => words.join(' ')),
  );

  it('never throws anything but one BAD_REQUEST sentence, and never repeats an active mention or markup', () => {
    fc.assert(
      fc.property(nasty, fc.constantFrom(one, two), (text, pairs) => {
        let sentence = '';
        try {
          parseCommand(text, commands, pairs);
        } catch (error) {
          if (!(error instanceof SfbError) || error.code !== 'BAD_REQUEST') return false;
          sentence = error.message;
        }
        const outsideCode = sentence.replace(/`[^`\n]*`/g, '');
        return (
          !/[<>`\n]/.test(outsideCode) &&
          !/[<>]|&(?!amp;|lt;|gt;)/.test(sentence) &&
          !/@|:\w+:|\*/.test(outsideCode) &&
          sentence.length < 400
        );
      }),
      { numRuns: 3000 },
    );
  });
});
