import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { EnumValue, TimeSpan, typeNames } from '../../src/powershell/clixml/values.js';
import { decodeClixml, encodeClixml } from '../../src/powershell/clixml.js';
import { list, objs } from './fixtures/clixml-text.js';

describe('decodeClixml on scalars', () => {
  it.each([
    ['<S>a_x000D__x000A_b</S>', 'a\r\nb'],
    ['<S>_x005F_x0041_</S>', '_x0041_'],
    ['<S>_xD83D__xde00_ _X0041_</S>', '😀 A'],
    ['<S>_x004_ _x00g0_ _x0041 x0041_</S>', '_x004_ _x00g0_ _x0041 x0041_'],
    ['<S>&lt;a b=&quot;&apos;&amp;amp;&gt;</S>', '<a b="\'&amp;>'],
    ['<S>  </S>', '  '],
    ['<S>a\r\nb\rc</S>', 'a\nb\nc'],
    ['<S></S>', ''],
    ['<S />', ''],
    ['<C>65</C>', 'A'],
    ['<C>55296</C>', '\ud800'],
    ['<B>true</B>', true],
    ['<B>false</B>', false],
    ['<SB>-128</SB>', -128],
    ['<By>255</By>', 255],
    ['<I16>-32768</I16>', -32768],
    ['<U16>65535</U16>', 65535],
    ['<I32>-2147483648</I32>', -2147483648],
    ['<U32>4294967295</U32>', 4294967295],
    ['<I64>9007199254740991</I64>', 9007199254740991],
    ['<I64>9007199254740993</I64>', 9007199254740993n],
    ['<I64>-9223372036854775808</I64>', -(2n ** 63n)],
    ['<U64>18446744073709551615</U64>', 2n ** 64n - 1n],
    ['<Sg>0.1</Sg>', 0.1],
    ['<Db>1E+300</Db>', 1e300],
    ['<Db>-0</Db>', -0],
    ['<Db>NaN</Db>', Number.NaN],
    ['<Db>INF</Db>', Infinity],
    ['<Db>-INF</Db>', -Infinity],
    ['<D>1.10</D>', 1.1],
    ['<D>123456789012345</D>', 123456789012345],
    ['<D>1234567890123456</D>', '1234567890123456'],
    ['<D>-0.0000000000000000000000000001</D>', -1e-28],
    ['<DT>2026-11-24T10:00:00.1239999Z</DT>', new Date('2026-11-24T10:00:00.123Z')],
    ['<DT>2026-11-24T00:30:00.5+02:00</DT>', new Date('2026-11-23T22:30:00.500Z')],
    ['<DT>2026-11-23T22:30:00-05:30</DT>', new Date('2026-11-24T04:00:00Z')],
    ['<DT>2026-07-01T12:00:00</DT>', new Date('2026-07-01T12:00:00Z')],
    ['<DT>0001-01-01T00:00:00</DT>', new Date('0001-01-01T00:00:00Z')],
    ['<DT>9999-12-31T23:59:59.9999999</DT>', new Date('9999-12-31T23:59:59.999Z')],
    ['<TS>P1DT2H3M4.5678901S</TS>', new TimeSpan(93_784_567.8901)],
    ['<TS>-PT0.5S</TS>', new TimeSpan(-500)],
    ['<TS>PT0S</TS>', new TimeSpan(0)],
    ['<TS>P3D</TS>', new TimeSpan(259_200_000)],
    ['<BA>AP8B</BA>', new Uint8Array([0, 255, 1])],
    ['<BA>AP8B\n  AA==</BA>', new Uint8Array([0, 255, 1, 0])],
    ['<BA></BA>', new Uint8Array(0)],
    ['<G>792e5b37-4505-47ef-b7d2-8711bb7affa8</G>', '792e5b37-4505-47ef-b7d2-8711bb7affa8'],
    ['<URI>http://fe1/a%20b</URI>', 'http://fe1/a%20b'],
    ['<Version>7.0.2046.0</Version>', '7.0.2046.0'],
    ['<XD>&lt;a&gt;1&lt;/a&gt;</XD>', '<a>1</a>'],
    ['<SBK>Get-CsPool _x000A_</SBK>', 'Get-CsPool \n'],
    ['<Nil />', null],
    ['<Nil></Nil>', null],
  ])('reads %j', (xml, value) => {
    expect(decodeClixml(objs(xml))).toEqual([value]);
  });
});

describe('decodeClixml on long texts', () => {
  it('reads a long text across its internal chunks without losing an escape', () => {
    const value = Array.from({ length: 40_000 }, (_, index) =>
      index % 3 === 0 ? '_x0041_<é' : 'ab\r\n&😀'.slice(0, index % 8),
    ).join('');

    expect(decodeClixml(encodeClixml(value))).toEqual([value]);
  });
});

describe('decodeClixml on objects', () => {
  it('reads no object, one, and several', () => {
    expect(decodeClixml(objs(''))).toEqual([]);
    expect(
      decodeClixml(
        `\ufeff<?xml version="1.0" encoding="utf-8"?>\r\n${objs('\r\n <I32>1</I32>\r\n <I32>2</I32>\r\n')}\r\n`,
      ),
    ).toEqual([1, 2]);
  });

  it('reads many objects side by side, however few levels are allowed', () => {
    const rows = Array.from({ length: 500 }, (_, id) => list(`<I32>${id}</I32>`, id + 1)).join('');

    expect(decodeClixml(objs(list(rows)))).toEqual([Array.from({ length: 500 }, (_, id) => [id])]);
  });

  it.each(['LST', 'IE', 'QUE', 'STK'])('reads the list element %s in its order', (tag) => {
    expect(decodeClixml(objs(`<Obj RefId="0"><${tag}><I32>3</I32><Nil /><S>x</S></${tag}></Obj>`))).toEqual([
      [3, null, 'x'],
    ]);
  });

  it('reads an object with adapted and extended properties as one record and keeps its type names out of sight', () => {
    const text = objs(
      '<Obj RefId="0"><TN RefId="0"><T>Deserialized.Some.Service_x0060_1</T><T>Deserialized.System.Object</T></TN>' +
        '<ToString>text</ToString><Props><S N="Identity">fe1</S><I32 N="_x005F_x0041_">1</I32></Props>' +
        '<MS><S N="PSComputerName">fe1</S><MS N="PSStandardMembers"><S N="Hidden">x</S></MS></MS></Obj>' +
        '<Obj RefId="1"><TNRef RefId="0" /><MS /></Obj>',
    );
    const [first, second] = decodeClixml(text);

    expect(first).toEqual({ Identity: 'fe1', _x0041_: 1, PSComputerName: 'fe1' });
    expect(typeNames(first)).toEqual(['Deserialized.Some.Service`1', 'Deserialized.System.Object']);
    expect(typeNames(second)).toEqual(typeNames(first));
    expect(Object.getOwnPropertySymbols({ ...(first as object) })).toEqual([]);
    expect(
      z.strictObject({ Identity: z.string(), _x0041_: z.number(), PSComputerName: z.string() }).parse(first),
    ).toEqual(first);
  });

  it.each([{ value: null }, { value: 'text' }, { value: 5 }, { value: [] }, { value: {} }])(
    'knows no type names of $value',
    ({ value }) => {
      expect(typeNames(value)).toEqual([]);
    },
  );

  it('reads a dictionary, whatever kind of key it has', () => {
    const entry = (key: string, value: number) => `<En>${key}<I32 N="Value">${value}</I32></En>`;
    const text = objs(
      `<Obj RefId="0"><DCT>${entry('<S N="Key">Name</S>', 1)}${entry('<I32 N="Key">7</I32>', 2)}${entry('<B N="Key">true</B>', 3)}` +
        `${entry('<Obj N="Key" RefId="1"><TN RefId="0"><T>System.DayOfWeek</T><T>System.Enum</T></TN><ToString>Friday</ToString><I32>5</I32></Obj>', 4)}</DCT></Obj>`,
    );

    expect(decodeClixml(text)).toEqual([{ Name: 1, 7: 2, true: 3, Friday: 4 }]);
  });

  it('lets no key reach a prototype', () => {
    const [record] = decodeClixml(encodeClixml(JSON.parse('{"__proto__": {"polluted": true}, "constructor": 1}')));

    expect(Object.getPrototypeOf(record)).toBeNull();
    expect(Object.keys(record as object)).toEqual(['__proto__', 'constructor']);
    expect('polluted' in {}).toBe(false);
  });

  it.each(['System.Enum', 'Deserialized.System.Enum'])('keeps name and number of an enum (%s)', (type) => {
    const text = objs(
      `<Obj RefId="0"><TN RefId="0"><T>A.Status</T><T>${type}</T></TN><ToString>Running</ToString><I32>4</I32></Obj>`,
    );

    expect(decodeClixml(text)).toEqual([new EnumValue('Running', 4)]);
    expect(`${decodeClixml(text)[0]} ${JSON.stringify(decodeClixml(text))}`).toBe('Running ["Running"]');
  });

  it.each([
    { what: 'a text', inner: '<S>x</S>', value: 'x' },
    { what: 'a list', inner: '<LST><I32>1</I32></LST>', value: [1] },
    { what: 'a dictionary', inner: '<DCT />', value: {} },
    { what: 'another object', inner: list('<I32>1</I32>', 1), value: [1] },
  ])('reads $what that carries properties besides without them', ({ inner, value }) => {
    const text = objs(
      `<Obj RefId="0">${inner}<Props><I32 N="Capacity">4</I32></Props><MS><S N="Note">n</S></MS></Obj>`,
    );

    expect(decodeClixml(text)).toEqual([value]);
  });

  it('gives the same object for every reference to it', () => {
    const [objects] = decodeClixml(objs(list(`${list('<I32>1</I32>', 1)}<Ref RefId="1" />`))) as [unknown[]];

    expect(objects).toEqual([[1], [1]]);
    expect(objects[0]).toBe(objects[1]);
  });
});
