import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { EnumValue, TimeSpan, typeNames } from '../../src/powershell/clixml/values.js';
import { decodeClixml, encodeClixml } from '../../src/powershell/clixml.js';
import { type ClixmlEngine, openClixmlEngine } from './fixtures/clixml-engine.js';
import { anyText, anyValue, HOSTILE_PIECES, returnableText } from './fixtures/clixml-values.js';

let engine: ClixmlEngine;

beforeAll(() => {
  engine = openClixmlEngine();
});

afterAll(() => engine.close());

/** What PowerShell makes of an expression, as we read it. */
async function produced(expression: string): Promise<unknown> {
  const objects = decodeClixml(await engine.serialize(expression));
  expect(objects).toHaveLength(1);
  return objects[0];
}

describe('CLIXML against the real engine', () => {
  it('sends every UTF-16 unit and every hostile pair exactly', async () => {
    const units = Array.from({ length: 0x10000 }, (_, unit) => String.fromCharCode(unit));
    const rows = Array.from({ length: 64 }, (_, row) => units.slice(row * 1024, (row + 1) * 1024).join('|'));
    const pairs = HOSTILE_PIECES.flatMap((first) => HOSTILE_PIECES.map((second) => `${first}${second}`));

    expect(await engine.strings(encodeClixml(rows))).toEqual(rows);
    expect(await engine.strings(encodeClixml(pairs))).toEqual(pairs);
  });

  it('sends 2,000 random texts exactly', async () => {
    const texts = fc.sample(anyText, { numRuns: 2_000, seed: 20261124 });

    expect(await engine.strings(encodeClixml(texts))).toEqual(texts);
  });

  it('takes back 1,500 random texts exactly', async () => {
    const texts = [
      ...HOSTILE_PIECES.map((piece) => piece.replace(/[\ufffe\uffff]/, '')),
      ...fc.sample(returnableText, 1_500),
    ];

    expect(decodeClixml(await engine.echo(encodeClixml(texts)))).toEqual([texts]);
  });

  it('sends and takes back every type of value', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(anyValue(returnableText), { minLength: 1, maxLength: 10 }), async (values) => {
        expect(decodeClixml(await engine.echo(encodeClixml(values)))).toEqual([values]);
      }),
      { numRuns: 150 },
    );
  });

  it.each([
    ['"text"', 'System.String'],
    [true, 'System.Boolean'],
    [1, 'System.Int32'],
    [2 ** 40, 'System.Int64'],
    [1n, 'System.Int64'],
    [1.5, 'System.Double'],
    [1e21, 'System.Double'],
    [new Date(0), 'System.DateTime'],
    [new TimeSpan(1), 'System.TimeSpan'],
    [new Uint8Array(2), 'System.Byte[]'],
    [[1], 'System.Collections.ArrayList'],
    [{ a: 1 }, 'System.Collections.Hashtable'],
  ])('makes of %o a %s there', async (value, type) => {
    const encoded = Buffer.from(encodeClixml([value])).toString('base64');
    const read = `$S::Deserialize($U.GetString([System.Convert]::FromBase64String('${encoded}')))`;

    expect(await produced(`$v = (${read})[0]; $v.psobject.BaseObject.GetType().FullName`)).toBe(type);
  });

  it('sends a date as the same instant, of kind UTC', async () => {
    const encoded = Buffer.from(encodeClixml(new Date('2026-07-01T10:00:00.123Z'))).toString('base64');
    const read = `$S::Deserialize($U.GetString([System.Convert]::FromBase64String('${encoded}')))`;

    expect(await produced(`(${read}).Kind.ToString() + ' ' + (${read}).Ticks`)).toBe('Utc 639184968001230000');
  });

  it('sends 32 levels', async () => {
    const nested = Array.from({ length: 32 }).reduce<unknown>((inner) => [inner], 'deep') as string[];

    expect(decodeClixml(await engine.echo(encodeClixml(nested)))).toEqual([nested]);
  });

  it.each<[string, unknown]>([
    ['$null', null],
    ["''", ''],
    ['[char]0xd800', '\ud800'],
    ['[sbyte]-128', -128],
    ['[byte]255', 255],
    ['[int16]-32768', -32768],
    ['[uint16]65535', 65535],
    ['[int]::MinValue', -2147483648],
    ['[uint32]::MaxValue', 4294967295],
    ['[long]::MaxValue', 9223372036854775807n],
    ['[long]5', 5],
    ['[uint64]::MaxValue', 18446744073709551615n],
    ['[single]0.1', 0.1],
    ['[single]::MaxValue', 3.4028235e38],
    ['[double]::MaxValue', Number.MAX_VALUE],
    ['[double]::Epsilon', 5e-324],
    ['[double]::NaN', Number.NaN],
    ['[double]::NegativeInfinity', -Infinity],
    ['-0.0', -0],
    ['[decimal]::MaxValue', '79228162514264337593543950335'],
    ['[decimal]12.50', 12.5],
    ["[guid]'792e5b37-4505-47ef-b7d2-8711bb7affa8'", '792e5b37-4505-47ef-b7d2-8711bb7affa8'],
    ["[version]'7.0.2046'", '7.0.2046'],
    ["[uri]'http://fe1/a b'", 'http://fe1/a b'],
    ['[xml]\'<a b="&amp;">1</a>\'', '<a b="&amp;">1</a>'],
    ['{ Get-CsPool `\n }', ' Get-CsPool `\n '],
    ['[datetime]::new(2026, 7, 1, 10, 0, 0, 123, [System.DateTimeKind]::Utc)', new Date('2026-07-01T10:00:00.123Z')],
    ['[datetime]::new(2026, 7, 1, 10, 0, 0, [System.DateTimeKind]::Unspecified)', new Date('2026-07-01T10:00:00Z')],
    ['[datetime]::MinValue', new Date('0001-01-01T00:00:00Z')],
    ['[datetime]::MaxValue', new Date('9999-12-31T23:59:59.999Z')],
    ['[timespan]::FromTicks(-937845678901)', new TimeSpan(-93_784_567.8901)],
    ['[timespan]::Zero', new TimeSpan(0)],
    [', [byte[]](0..255)', Uint8Array.from({ length: 256 }, (_, byte) => byte)],
    [', [byte[]]@()', new Uint8Array(0)],
    ['[System.DayOfWeek]::Friday', new EnumValue('Friday', 5)],
    ['[System.IO.FileAttributes]3', new EnumValue('ReadOnly, Hidden', 3)],
    [', @(1, @(2, @(3, @())))', [1, [2, [3, []]]]],
    ['[System.Collections.Queue]@(1, 2)', [1, 2]],
    ['[System.Collections.Stack]@(1, 2)', [2, 1]],
    [', [System.Collections.Generic.HashSet[string]]@("a")', ['a']],
    ['[ordered]@{ b = 1; a = @{ __proto__ = 2 } }', { b: 1, a: JSON.parse('{"__proto__":2}') }],
    ['@{ 1 = "i"; $true = "b"; [System.DayOfWeek]::Friday = "e" }', { 1: 'i', true: 'b', Friday: 'e' }],
    ['[pscustomobject]@{}', {}],
    ['$a = [pscustomobject]@{ x = 1 }; , @($a, $a)', [{ x: 1 }, { x: 1 }]],
    ["[pscustomobject]@{ 'a_x0041_<' = $null }", { 'a_x0041_<': null }],
  ])('reads what PowerShell writes for %j', async (expression, value) => {
    expect(await produced(expression)).toEqual(value);
  });

  it('reads a local date as the same instant', async () => {
    const local = await produced(
      '$d = [datetime]::new(2026, 7, 1, 10, 0, 0, [System.DateTimeKind]::Local); @{ date = $d; utc = $d.ToUniversalTime() }',
    );

    expect(local).toMatchObject({ date: expect.any(Date) });
    expect(local).toHaveProperty('utc', (local as { date: Date }).date);
  });

  it('reads deserialized objects; of an enum PowerShell keeps only the number then', async () => {
    const twice = (expression: string) => produced(`$S::Deserialize($S::Serialize((${expression}), 3))`);
    const uri = await twice("[System.UriBuilder]'http://fe1:80/x'");

    expect(uri).toMatchObject({ Host: 'fe1', Port: 80, Path: '/x' });
    expect(typeNames(uri)).toEqual(['Deserialized.System.UriBuilder', 'Deserialized.System.Object']);
    expect(await twice('[System.DayOfWeek]::Friday')).toBe(5);
  });

  it('reads a real object with nested objects, lists and an error record', async () => {
    const record = await produced("try { throw [System.ArgumentException]'bad _x0041_' } catch { $_ }");

    expect(record).toMatchObject({ Exception: { Message: 'bad _x0041_' }, FullyQualifiedErrorId: 'bad _x0041_' });
    expect(typeNames(record)[0]).toBe('System.Management.Automation.ErrorRecord');
  });

  it('refuses what PowerShell wrote when it is cut off anywhere', async () => {
    const whole = await engine.serialize(
      '[ordered]@{ a = 1, @{ b = "x" }; c = [datetime]::UtcNow; d = [pscustomobject]@{ e = $null } }',
    );

    for (let length = 0; length < whole.length; length += 1) {
      expect(() => decodeClixml(whole.slice(0, length)), `cut at ${length}`).toThrow(
        expect.objectContaining({ code: 'BAD_OUTPUT' }),
      );
    }
  });

  it('cannot take back U+FFFE and U+FFFF, which PowerShell’s own writer refuses', async () => {
    await expect(engine.serialize('"a" + [char]0xFFFE')).rejects.toThrow(/0xFFFE|FFFE|invalid character/i);
  });
});
