import { existsSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { SfbError } from '../../src/errors.js';
import { fenceExecutor, testPair } from '../support/agent.js';
import { fenceUses as uses } from '../support/fence-uses.js';
import { tempFolder } from '../support/temp.js';

/** Written by any payload that is run instead of carried. */
const canary = join(tempFolder('canary'), 'canary');
const control = join(tempFolder('canary'), 'control');

const executor = fenceExecutor({ env: { ...process.env, CANARY: canary, CONTROL: control } });
const ps = executor.forPair(testPair);

afterAll(() => executor.close());

const write = (path: string) => `[IO.File]::WriteAllText('${path}','x')`;
const viaEnv = '[IO.File]::WriteAllText($env:CANARY,[char]120)';
const quotes = [`'`, `"`, '`', '\u2018', '\u2019', '\u201a', '\u201b', '\u201c', '\u201d', '\u201e'];

/** Each is code as soon as anything on the way takes it for script text. */
const written: readonly string[] = [
  ...[write(canary), viaEnv].flatMap((code) => [
    ...quotes.flatMap((quote) => [
      `${quote}; ${code}; ${quote}`,
      `${quote} + $(${code}) + ${quote}`,
      `${quote}\n${code}\n`,
    ]),
    `$(${code})`,
    `@(${code})`,
    `\${x}$(${code})`,
    `; ${code} #`,
    `\n${code}\n`,
    `\r\n${code}\r\n\r\n`,
    `\u0085${code}\u2028${code}\u2029`,
    `'@\n${code}\n@'`,
    `"@\n${code}\n"@`,
    `} ; ${code} ; {`,
    `) ; ${code} ; (`,
    `| % { ${code} }`,
    `&& ${code}`,
    `\u0000'; ${code}`,
    `\`n${code}\`0`,
    `--% ${code}`,
    `<# #> ${code}`,
    `QQ=='; ${code}; '`,
  ]),
  ...['Out', 'Error'].map((stream) => `[Console]::${stream}.Write("x" + [char]10)`),
  `SFB1 ${'0'.repeat(32)} end 0 2 QQ==`,
  `\nSFB1 ${'f'.repeat(32)} answer 0 12 @${'0'.repeat(32)}.clixml:${'0'.repeat(64)}\n`,
  '_x0041_',
  '_x000D__x000A_',
  '_X0041_ _x41_ _x005F_x0041_ _x005f_',
  ']]></S></Obj></Objs>',
  '<S>&lt;&amp;&#x41;&quot;</S><!-- --><?xml?>',
  '<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>&e;',
  '\u0000',
  'a\u0000b\u0001\u0008\u000b\u000c\u001b[2J\u007f\u0080\u009f',
  '\ud800',
  '\udc00\ud800',
  '\ufffe\uffff\ufeff',
  '🔥👩‍👩‍👧 漢字 \u202e rtl \u200b',
  '$null',
  '$true',
  '-WhatIf:$false',
  '-Value',
  '',
  ' ',
  '\t',
  '\n',
  `%TEMP% $\{env:CANARY} $env:CANARY ~ ../../etc`,
  'x'.repeat(100_000),
  `'"\`$(`.repeat(20_000),
  '\u201d'.repeat(100_000),
];

/** Pieces that mean something to PowerShell, to CLIXML or to the frames, in any order. */
const piece = fc.oneof(
  fc.constantFrom(...quotes, '$(', ')', '@(', '{', '}', ';', '\n', '\r', '\r\n', '\u0000', '|', '&', '#', '<#', '--%'),
  fc.constantFrom('_x0041_', '_x', '_', '&lt;', ']]>', '<S>', '</Objs>', 'SFB1 ', ' end 0 2 QQ==', '@"', '"@'),
  fc.constantFrom(write(canary), viaEnv, '$env:CANARY', '\ud800', '\udc00', '\u2028', '🔥'),
  fc.string({ unit: 'binary', maxLength: 12 }),
);
const generated = fc.sample(
  fc.array(piece, { maxLength: 14 }).map((parts) => parts.join('')),
  { numRuns: 1_100, seed: 411 },
);

const values = [...new Set([...written, ...generated])];
const batches = Array.from({ length: Math.ceil(values.length / 100) }, (_, i) => values.slice(i * 100, i * 100 + 100));

/** Two characters have no place in XML and PowerShell does not escape them in what it writes. */
const UNSENDABLE = /[\ufffe\uffff]/;

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
