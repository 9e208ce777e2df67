import { parseXml } from '@rgrove/parse-xml';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeClixml, encodeClixml } from '../../src/powershell/clixml.js';
import { list, NAMESPACE, objs } from './fixtures/clixml-text.js';
import { HOSTILE_PIECES } from './fixtures/clixml-values.js';

const BAD_OUTPUT = expect.objectContaining({ code: 'BAD_OUTPUT' });

describe('decodeClixml on damage', () => {
  it.each([
    ['nothing', ''],
    ['text that is no XML', 'hello'],
    ['JSON', '{"a":1}'],
    ['another root', '<Obj></Obj>'],
    ['another namespace', '<Objs Version="1.1.0.1" xmlns="urn:x"></Objs>'],
    ['another version', `<Objs Version="2.0" xmlns="${NAMESPACE}"></Objs>`],
    ['a second root', `${objs('')}${objs('')}`],
    ['text after the root', `${objs('')}x`],
    ['text before the root', `x${objs('')}`],
    ['an unknown element', objs('<Foo />')],
    ['a progress record', objs('<PR N="Record"></PR>')],
    ['an element inside a text', objs('<S>a<I32>1</I32></S>')],
    ['text between elements', objs('<I32>1</I32>x')],
    ['crossed elements', objs('<Obj RefId="0"><LST></Obj></LST>')],
    ['a closing tag too many', `${objs('')}</Objs>`],
    ['a comment', objs('<!-- a --><I32>1</I32>')],
    ['CDATA', objs('<S><![CDATA[a]]></S>')],
    ['a processing instruction', objs('<?a b?>')],
    ['a declared entity', `<!DOCTYPE Objs [<!ENTITY a "aaaa">]>${objs('<S>&a;</S>')}`],
    ['an undeclared entity', objs('<S>&a;</S>')],
    ['an ampersand alone', objs('<S>a & b</S>')],
    ['an ampersand at the end', objs('<S>a&</S>')],
    ['a character number', objs('<S>&#65;</S>')],
    ['"]]>" in a text', objs('<S>]]></S>')],
    ['NUL', objs('<S>\u0000</S>')],
    ['U+FFFE', objs('<S>\ufffe</S>')],
    ['a lone surrogate', objs('<S>\ud800</S>')],
    ['an attribute given twice', objs('<S N="a" N="a">x</S>')],
    ['an ampersand in an attribute', objs('<Obj RefId="&"><LST /></Obj>')],
    ['an attribute without quotes', objs('<S N=a>x</S>')],
    ['a tag of 100 KB', objs(`<S N="${'a'.repeat(100_000)}">x</S>`)],
    ['an object with two contents', objs('<Obj RefId="0"><I32>1</I32><I32>2</I32></Obj>')],
    ['an object with two lists', objs('<Obj RefId="0"><LST /><LST /></Obj>')],
    ['a property without a name', objs('<Obj RefId="0"><MS><S>x</S></MS></Obj>')],
    ['an object number used twice', objs(list('', 1) + list('', 1))],
    ['a reference to nothing', objs('<Ref RefId="5" />')],
    ['a reference without a number', objs('<Ref />')],
    ['a reference to what comes later', objs(`<Ref RefId="0" />${list('')}`)],
    ['a reference to what it stands in', objs(list('<Ref RefId="0" />'))],
    ['type names that come later', objs('<Obj RefId="0"><TNRef RefId="0" /></Obj>')],
    ['type names without a number', objs('<Obj RefId="0"><TN><T>x</T></TN></Obj>')],
    ['a dictionary entry without a key', objs('<Obj RefId="0"><DCT><En><I32 N="Value">1</I32></En></DCT></Obj>')],
    ['a dictionary entry without a value', objs('<Obj RefId="0"><DCT><En><S N="Key">a</S></En></DCT></Obj>')],
    ['an empty dictionary entry', objs('<Obj RefId="0"><DCT><En /></DCT></Obj>')],
    [
      'a dictionary entry with two values',
      objs('<Obj RefId="0"><DCT><En><S N="Key">a</S><Nil N="Value" /><Nil N="Value" /></En></DCT></Obj>'),
    ],
    [
      'a dictionary key twice',
      objs(
        '<Obj RefId="0"><DCT><En><S N="Key">1</S><Nil N="Value" /></En><En><I32 N="Key">1</I32><Nil N="Value" /></En></DCT></Obj>',
      ),
    ],
    [
      'a list as dictionary key',
      objs(`<Obj RefId="0"><DCT><En><Obj N="Key" RefId="1"><LST /></Obj><Nil N="Value" /></En></DCT></Obj>`),
    ],
    ['null as dictionary key', objs('<Obj RefId="0"><DCT><En><Nil N="Key" /><Nil N="Value" /></En></DCT></Obj>')],
    ['text inside null', objs('<Nil>x</Nil>')],
    ['a boolean that is none', objs('<B>True</B>')],
    ['an empty number', objs('<I32></I32>')],
    ['a number that is none', objs('<I32>0x10</I32>')],
    ['a number too large for its type', objs('<By>256</By>')],
    ['a number too small for its type', objs('<I64>-9223372036854775809</I64>')],
    ['a fraction that is none', objs('<Db>1,5</Db>')],
    ['a decimal that is none', objs('<D>1E5</D>')],
    ['a character beyond UTF-16', objs('<C>65536</C>')],
    ['a day that is none', objs('<DT>2026-02-29T00:00:00Z</DT>')],
    ['a day zero', objs('<DT>2026-02-00T00:00:00Z</DT>')],
    ['a month that is none', objs('<DT>2026-13-01T00:00:00Z</DT>')],
    ['an hour that is none', objs('<DT>2026-02-28T24:00:00Z</DT>')],
    ['a local date text', objs('<DT>24.11.2026 10:00</DT>')],
    ['an empty time span', objs('<TS>P</TS>')],
    ['a time span with an open end', objs('<TS>P1DT</TS>')],
    ['a time span that is none', objs('<TS>01:02:03</TS>')],
    ['base64 that is none', objs('<BA>AP8</BA>')],
    ['a Guid that is none', objs('<G>{792e5b37}</G>')],
    ['a version that is none', objs('<Version>7</Version>')],
  ])('refuses %s', (_what, text) => {
    expect(() => decodeClixml(text)).toThrow(BAD_OUTPUT);
  });

  it('names a secure string, which a caller must not ask for', () => {
    expect(() => decodeClixml(objs('<SS>01000000d08c9ddf</SS>'))).toThrow(/secure string, which is never read/);
  });

  it('says in one sentence where and why', () => {
    const text = objs('<S>ok</S><I32>many</I32>');

    expect(() => decodeClixml(text)).toThrow(
      expect.objectContaining({
        code: 'BAD_OUTPUT',
        message: 'The CLIXML from PowerShell was dropped, because at character 98 "many" is no whole number.',
        details: { offset: 98, length: text.length },
      }),
    );
    expect(text.slice(98)).toBe('</I32></Objs>');
  });

  it('refuses a text cut off anywhere', () => {
    const whole = encodeClixml({ a: ['x_\r\n', new Date(0), null], b: { c: 1.5 } });

    for (let length = 0; length < whole.length; length += 1) {
      expect(() => decodeClixml(whole.slice(0, length)), `cut at ${length}`).toThrow(BAD_OUTPUT);
    }
  });

  it('accepts no changed text that is not well-formed XML, and fails in no other way', () => {
    const whole = objs(
      `<Obj RefId="0"><TN RefId="0"><T>A</T></TN><ToString>a</ToString><Props><S N="p">&lt;_x000A_</S></Props></Obj>${list('<Nil /><Ref RefId="0" />', 1)}`,
    );
    const piece = fc.constantFrom(
      '<',
      '>',
      '/',
      '&',
      '"',
      '=',
      ' ',
      'S',
      '</S>',
      '<S>',
      '<?',
      'RefId="0"',
      ...HOSTILE_PIECES,
    );
    const edit = fc.tuple(fc.nat(whole.length), fc.integer({ min: 0, max: 6 }), fc.option(piece, { nil: '' }));
    fc.assert(
      fc.property(fc.array(edit, { minLength: 1, maxLength: 3 }), (edits) => {
        const text = edits.reduce((old, [at, drop, insert]) => old.slice(0, at) + insert + old.slice(at + drop), whole);
        if (accepts(text)) expect(() => parseXml(text)).not.toThrow();
      }),
      { numRuns: 3_000 },
    );
  });

  it('refuses a depth bomb at once', () => {
    const nested = (depth: number) => {
      const opening = Array.from({ length: depth }, (_, id) => `<Obj RefId="${id}"><LST>`);
      return objs(`${opening.join('')}${'</LST></Obj>'.repeat(depth)}`);
    };

    expect(decodeClixml(nested(100))).toHaveLength(1);
    expect(() => decodeClixml(nested(101))).toThrow(/nests deeper than 100 objects/);
    const members = `${'<MS N="a">'.repeat(2_000)}${'</MS>'.repeat(2_000)}`;
    expect(() => decodeClixml(objs(`<Obj RefId="0">${members}</Obj>`))).toThrow(/nests deeper than 1000 elements/);
  });

  it('refuses references that would multiply a small text without end', () => {
    const doubled = Array.from({ length: 40 }, (_, id) => list(`<Ref RefId="${id}" />`.repeat(2), id + 1));

    expect(() => decodeClixml(objs(list('<I32>1</I32>') + doubled.join('')))).toThrow(/multiply it beyond measure/);
  });
});

function accepts(text: string): boolean {
  try {
    decodeClixml(text);
    return true;
  } catch (error) {
    expect(error).toEqual(BAD_OUTPUT);
    return false;
  }
}
