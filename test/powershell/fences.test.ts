import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { readEnd } from '../../src/powershell/answer.js';
import type { Executor } from '../../src/powershell/executor.js';
import { createAgentExecutor } from '../../src/powershell/open.js';
import { batchRequest, sealed } from '../../src/powershell/request.js';
import { openSession, type Session } from '../../src/powershell/session.js';
import { defineUse, type ReadPort } from '../../src/powershell/types.js';
import { fenceSettings, testPair } from '../support/agent.js';
import { fenceUses as uses } from '../support/fence-uses.js';
import { tempFolder } from '../support/temp.js';

let executor: Executor;
let ps: ReadPort;
/** The agent process of the executor. */
let session: Session;

beforeAll(() => {
  executor = createAgentExecutor(fenceSettings(), (options) => {
    session = openSession(options);
    return session;
  });
  ps = executor.forPair(testPair);
});

afterAll(() => executor.close());

const code = (expected: string) => expect.objectContaining({ code: expected });

describe('fences of the PowerShell boundary', () => {
  it('says who answers', async () => {
    expect(await executor.hello()).toMatchObject({ lab: true, language: 'FullLanguage' });
  });

  it.each([
    { what: 'a subexpression', value: '$([IO.File]::WriteAllText($env:CANARY, "x"))' },
    { what: 'every kind of quote', value: `'"\u2018\u2019\u201a\u201b\u201c\u201d\u201e; 40+2; '` },
    { what: 'line ends', value: 'a\r\nb\nc\rd' },
    { what: 'NUL and control characters', value: 'a\u0000b\u0001\u001b[31mc' },
    { what: 'an escape of CLIXML itself', value: '_x0041_ _x000D_ ]]> &lt; <S>' },
    { what: 'a frame look-alike', value: `\nSFB1 ${'0'.repeat(32)} end 0 2 QQ==\n` },
    { what: 'emoji, CJK and line separators', value: '🔥 漢字 \u2028 \u2029 \ud800' },
    { what: 'nothing', value: '' },
  ])('carries $what exactly', async ({ value }) => {
    const answer = await ps.read(uses.echo, { Value: value }, 'backup');

    expect(answer.rows).toEqual([value]);
  });

  it('keeps the types of what it sends', async () => {
    const answers = await Promise.all(
      [true, 42, 4.5, 'x', new Date(0)].map((Value) => ps.read(uses.typed, { Value }, 'jump')),
    );

    expect(answers.map((answer) => answer.rows[0]?.Type)).toEqual([
      'System.Boolean',
      'System.Int32',
      'System.Double',
      'System.String',
      'System.DateTime',
    ]);
  });

  it('runs the reads of one turn beside each other and answers each', async () => {
    await ps.read(uses.slow, { Milliseconds: 1 }, 'jump');
    const began = performance.now();

    const answers = await Promise.all(
      Array.from({ length: 8 }, (_, i) => ps.read(uses.slow, { Milliseconds: 400 + i }, 'jump')),
    );

    expect(answers).toHaveLength(8);
    expect(performance.now() - began).toBeLessThan(8 * 400);
  });

  it('answers nothing with no rows, and a $null is not a row', async () => {
    expect((await ps.read(uses.nothing, {}, 'primary')).rows).toEqual([]);
    expect((await ps.read(uses.null, {}, 'primary')).rows).toEqual([]);
  });

  it('projects nested objects to plain values on the target', async () => {
    const { rows } = await ps.read(uses.shapes, {}, 'primary');

    expect(rows).toEqual([
      {
        One: 'a',
        Many: ['a', 'b'],
        Missing: null,
        When: new Date('2026-01-02T03:04:05Z'),
        Number: 1.5,
        Kind: 'Monday',
        Version: '6.0.9319.102',
        Id: 'd3b0f2a1-0000-4000-8000-000000000001',
        Nested: [{ Name: 'x', Inner: [{ Deep: 1 }] }],
      },
    ]);
  });

  it.each([
    { what: 'a value of another type', read: () => ps.read(uses['wrong-shape'], {}, 'primary') },
    { what: 'a property that is not there', read: () => ps.read(uses['missing-property'], {}, 'primary') },
    { what: 'a scalar where a list was expected', read: () => ps.read(uses['scalar-for-list'], {}, 'primary') },
  ])('refuses $what as BAD_OUTPUT', async ({ read }) => {
    await expect(read()).rejects.toThrow(code('BAD_OUTPUT'));
  });

  it.each([{ Terminating: true }, { Terminating: false }])(
    'reports an error as data, terminating $Terminating',
    async (params) => {
      await expect(ps.read(uses.failing, params, 'backup')).rejects.toThrow(
        expect.objectContaining({
          code: 'CMDLET_FAILED',
          message: 'Get-CsFailing on fe2.domain.local: Zugriff verweigert',
          details: expect.objectContaining({ category: 'PermissionDenied' }),
        }),
      );
    },
  );

  it('keeps noise on stderr out of the verdict', async () => {
    expect((await ps.read(uses.noise, {}, 'jump')).rows).toEqual(['fine']);
  });

  it('gives host text to the call that wrote it', async () => {
    const answer = await ps.read(uses['host-text'], { Text: 'What if: Performing the operation' }, 'backup');

    expect(answer.host.trim()).toBe('What if: Performing the operation');
  });

  it('does not take a look-alike on stdout for a frame', async () => {
    const fake = `SFB1 ${'a'.repeat(32)} end 0 4 AAAA`;

    const answer = await ps.read(uses['look-alike'], { Text: fake }, 'jump');

    expect(answer.rows).toEqual([fake]);
    expect(answer.host).toContain(fake);
  });

  it('keeps 5,000 warnings and a progress storm apart from the answer', async () => {
    const warned = await ps.read(uses.warnings, { Count: 5000 }, 'jump');
    const progressed = await ps.read(uses.progress, { Count: 2000 }, 'jump');

    expect(warned.rows).toEqual(['warned']);
    expect(warned.warnings).toHaveLength(5000);
    expect(progressed.rows).toEqual(['done']);
  });

  it('answers 200 reads of one turn, each with its own value', async () => {
    const values = Array.from({ length: 200 }, (_, i) => `value ${i}`);

    const answers = await Promise.all(values.map((Value) => ps.read(uses.slow, { Milliseconds: 100, Value }, 'jump')));

    expect(answers.map((answer) => answer.rows)).toEqual(values.map((value) => [value]));
  });

  it.each([{ bytes: 70_000 }, { bytes: 80_000_000 }])(
    'carries $bytes bytes through the spool whole',
    async ({ bytes }) => {
      const { rows } = await ps.read(uses.big, { Bytes: bytes }, 'jump');

      expect(rows[0]?.length).toBe(bytes);
      expect(rows[0]?.replaceAll('x', '')).toBe('');
    },
  );

  it.each([
    { what: 'a mandatory parameter that is missing', use: uses.prompt },
    { what: 'a question to the person', use: uses.question },
  ])('does not wait for an answer to $what', async ({ use }) => {
    await expect(ps.read(use, {}, 'jump')).rejects.toThrow(code('CMDLET_FAILED'));
    expect((await ps.read(uses.echo, { Value: 'next' }, 'jump')).rows).toEqual(['next']);
  });

  it('refuses what can change things when asked as a read, even though the caller says read', async () => {
    const path = join(tempFolder('canary'), 'canary');

    await expect(ps.read(uses['set-thing'], { Path: path }, 'jump')).rejects.toThrow(
      /asked for as a read without -WhatIf/,
    );
    expect(existsSync(path)).toBe(false);
  });

  it('runs the same cmdlet with its hard-wired -WhatIf and changes nothing', async () => {
    const path = join(tempFolder('canary'), 'canary');

    const answer = await ps.read(uses['set-thing-what-if'], { Path: path }, 'jump');

    expect(answer.rows).toEqual([]);
    expect(answer.host).toContain(path);
    expect(existsSync(path)).toBe(false);
  });

  it.each([
    { what: 'a use', name: 'set-careless', params: {}, says: 'not on the agent' },
    { what: 'a parameter', name: 'slow', params: { Milliseconds: 1, Force: true }, says: "'Force' is not allowed" },
  ])('refuses $what that is not on the agent’s own list', async ({ name, params, says }) => {
    const forged = defineUse({ ...uses.slow, name, params: z.looseObject({}), row: z.string() });

    await expect(ps.read(forged, params, 'jump')).rejects.toThrow(
      expect.objectContaining({ message: expect.stringContaining(says) }),
    );
  });

  /** A request for one echo of something that our own codec cannot write. */
  async function sendRaw(xml: string) {
    await executor.hello();
    const call = { use: uses.echo, params: { Value: 'PLACE' }, place: 'jump', computer: 'jump.domain.local' } as const;
    const [id, encoded] = sealed(batchRequest('read', [{ ...call, listeners: [] }], 'jump.domain.local'));
    const text = Buffer.from(encoded, 'base64').toString();
    const place = /<S N="Value">PLACE<\/S>/;
    expect(text).toMatch(place);
    const raw = Buffer.from(text.replace(place, xml.replace('>', ' N="Value">'))).toString('base64');
    const kinds: string[] = [];
    const { end } = await session.request(id, raw, ({ kind }) => kinds.push(kind));
    return { kinds, end: await readEnd(end, '/nowhere') };
  }

  it('takes what our codec writes on the way by which the next ones are refused', async () => {
    expect(await sendRaw('<S>plain</S>')).toMatchObject({ kinds: ['answer'], end: { ok: true } });
  });

  it.each([
    { what: 'an XML document', xml: '<XD>&lt;a/&gt;</XD>' },
    { what: 'an XML document in a list', xml: '<Obj RefId="90"><LST><XD>&lt;a/&gt;</XD></LST></Obj>' },
    { what: 'a Guid', xml: '<G>d3b0f2a1-0000-4000-8000-000000000001</G>' },
    {
      what: 'an object of another type',
      xml: '<Obj RefId="90"><TN RefId="90"><T>System.IO.FileInfo</T></TN><MS><S N="Name">x</S></MS></Obj>',
    },
    {
      what: 'a dictionary whose key is no string',
      xml: '<Obj RefId="90"><TN RefId="90"><T>System.Collections.Hashtable</T></TN><DCT><En><I32 N="Key">1</I32><S N="Value">x</S></En></DCT></Obj>',
    },
  ])('refuses $what before it looks at the request', async ({ xml }) => {
    const { kinds, end } = await sendRaw(xml);

    expect(kinds).toEqual([]);
    expect(end).toMatchObject({ ok: false, message: expect.stringMatching(/^request\.calls\[\]\.params\.Value/) });
  });

  it('says by name that a cmdlet is missing on the target', async () => {
    await expect(ps.read(uses.absent, {}, 'jump')).rejects.toThrow(/Get-CsAbsent.*not recognized/);
  });

  it('refuses an effect other than read before anything is sent', async () => {
    const change = defineUse({ ...uses.echo, effect: 'destructive' });

    await expect(ps.read(change, { Value: 'x' }, 'jump')).rejects.toThrow(code('BAD_REQUEST'));
  });
});
