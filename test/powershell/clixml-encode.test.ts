import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { EnumValue, TimeSpan } from '../../src/powershell/clixml/values.js';
import { decodeClixml, encodeClixml } from '../../src/powershell/clixml.js';
import { anyText, anyValue } from './fixtures/clixml-values.js';

/** The one element inside the envelope. */
function element(value: Parameters<typeof encodeClixml>[0]): string {
  return encodeClixml(value).replace(/^<Objs [^>]+>|<\/Objs>$/g, '');
}

const forced = (value: unknown) => value as Parameters<typeof encodeClixml>[0];

describe('encodeClixml', () => {
  it.each([
    { what: 'a text', value: 'fe1', xml: '<S>fe1</S>' },
    { what: 'an empty text', value: '', xml: '<S></S>' },
    { what: 'XML in a text', value: '<a b="c">&]]>', xml: '<S>&lt;a b="c"&gt;&amp;]]&gt;</S>' },
    { what: 'control characters', value: '\u0000\r\n\u0085', xml: '<S>_x0000__x000D__x000A__x0085_</S>' },
    { what: 'what looks like an escape', value: '_x0041_ _X', xml: '<S>_x005F_x0041_ _x005F_X</S>' },
    { what: 'an underscore that is none', value: 'a_b', xml: '<S>a_b</S>' },
    { what: 'a pair and a lone surrogate', value: '😀\ud800', xml: '<S>_xD83D__xDE00__xD800_</S>' },
    { what: 'a boolean', value: true, xml: '<B>true</B>' },
    { what: 'null', value: null, xml: '<Nil />' },
    { what: 'the largest Int32', value: 2147483647, xml: '<I32>2147483647</I32>' },
    { what: 'a whole number beyond Int32', value: 2147483648, xml: '<I64>2147483648</I64>' },
    { what: 'the smallest Int32', value: -2147483648, xml: '<I32>-2147483648</I32>' },
    { what: 'a whole number beyond a double', value: 2 ** 53, xml: '<Db>9007199254740992</Db>' },
    { what: 'a fraction', value: 0.1, xml: '<Db>0.1</Db>' },
    { what: 'minus zero', value: -0, xml: '<Db>-0</Db>' },
    { what: 'a bigint', value: -5n, xml: '<I64>-5</I64>' },
    { what: 'a date', value: new Date('2026-11-24T10:00:00.123Z'), xml: '<DT>2026-11-24T10:00:00.1230000Z</DT>' },
    { what: 'a time span', value: new TimeSpan(93_784_567.8901), xml: '<TS>P1DT2H3M4.5678901S</TS>' },
    { what: 'a negative time span', value: new TimeSpan(-500), xml: '<TS>-P0DT0H0M0.5000000S</TS>' },
    { what: 'bytes', value: new Uint8Array([0, 255, 1]), xml: '<BA>AP8B</BA>' },
    { what: 'a part of a buffer', value: new Uint8Array([9, 1, 2, 9]).subarray(1, 3), xml: '<BA>AQI=</BA>' },
  ])('writes $what as PowerShell would', ({ value, xml }) => {
    expect(element(value)).toBe(xml);
  });

  it('writes lists and dictionaries in their order, each with a number of its own', () => {
    expect(element({ b: [1], a: null })).toBe(
      '<Obj RefId="0"><TN RefId="0"><T>System.Collections.Hashtable</T><T>System.Object</T></TN><DCT>' +
        '<En><S N="Key">b</S><Obj N="Value" RefId="1">' +
        '<TN RefId="1"><T>System.Object[]</T><T>System.Array</T><T>System.Object</T></TN>' +
        '<LST><I32>1</I32></LST></Obj></En><En><S N="Key">a</S><Nil N="Value" /></En></DCT></Obj>',
    );
  });

  it('takes back everything it writes', () => {
    fc.assert(
      fc.property(anyValue(anyText), (value) => {
        expect(decodeClixml(encodeClixml(value))).toEqual([value]);
      }),
      { numRuns: 500 },
    );
  });

  it('gives the same value twice where it is named twice, and does not take that for a circle', () => {
    const shared = { a: 1 };

    expect(decodeClixml(encodeClixml([shared, shared]))).toEqual([[shared, shared]]);
  });

  it.each([
    { what: 'undefined', value: { a: [0, undefined] }, path: 'value.a[1]' },
    { what: 'a hole in a list', value: new Array(1), path: 'value[0]' },
    { what: 'NaN', value: { n: Number.NaN }, path: 'value.n' },
    { what: 'Infinity', value: [-Infinity], path: 'value[0]' },
    { what: 'a bigint beyond Int64', value: 2n ** 63n, path: 'value' },
    { what: 'a function', value: { f: () => 1 }, path: 'value.f' },
    { what: 'a symbol', value: [Symbol('s')], path: 'value[0]' },
    { what: 'an invalid date', value: new Date(Number.NaN), path: 'value' },
    { what: 'a date before the year 1', value: new Date('0000-12-31T00:00:00Z'), path: 'value' },
    { what: 'a time span that is no number', value: new TimeSpan(Number.NaN), path: 'value' },
    { what: 'a time span beyond PowerShell’s', value: new TimeSpan(1e15), path: 'value' },
    { what: 'a Map', value: { m: new Map() }, path: 'value.m' },
    { what: 'a class instance', value: new EnumValue('Running', 4), path: 'value' },
    { what: 'a RegExp', value: [/x/], path: 'value[0]' },
    { what: 'a Uint16Array', value: new Uint16Array(1), path: 'value' },
  ])('refuses $what and names its place', ({ value, path }) => {
    expect(() => encodeClixml(forced(value))).toThrow(
      expect.objectContaining({
        code: 'BAD_REQUEST',
        details: { path },
        message: expect.stringContaining(` ${path} `),
      }),
    );
  });

  it('refuses a value that contains itself', () => {
    const circle: Record<string, unknown> = {};
    circle.inner = [circle];

    expect(() => encodeClixml(forced(circle))).toThrow(
      expect.objectContaining({ code: 'BAD_REQUEST', details: { path: 'value.inner[0]' } }),
    );
  });

  it('takes 32 levels and refuses the 33rd', () => {
    const nested = (levels: number) => Array.from({ length: levels }).reduce<unknown>((inner) => [inner], 1);

    expect(decodeClixml(encodeClixml(forced(nested(32))))).toEqual([nested(32)]);
    expect(() => encodeClixml(forced(nested(33)))).toThrow(/more than 32 levels deep/);
  });
});
