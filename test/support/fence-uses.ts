import { z } from 'zod';
import { type CmdletUse, defineUse } from '../../src/powershell/types.js';

/** Uses of the misbehaving cmdlets in test/powershell/module; only the fence tests know them. */
function use<P extends z.ZodType, R extends z.ZodType>(
  name: string,
  cmdlet: string,
  params: P,
  row: R,
  more: Partial<CmdletUse<P, R>> = {},
): CmdletUse<P, R> {
  return defineUse({
    name,
    cmdlet,
    effect: 'read',
    runsOn: ['jump', 'each'],
    params,
    fields: 'self',
    row,
    expectedMs: 10,
    lateMs: 20_000,
    right: 'none',
    doc: 'test/powershell/module',
    ...more,
  });
}

/** Run by the runner on the target. */
const change = { effect: 'reversible' as const };

const none = z.strictObject({});

export const fenceUses = {
  echo: use('echo', 'Get-CsEcho', z.strictObject({ Value: z.string() }), z.string()),
  'echo-list': use('echo-list', 'Get-CsEcho', z.strictObject({ List: z.array(z.string()) }), z.string()),
  typed: use(
    'typed',
    'Get-CsTyped',
    z.strictObject({ Value: z.unknown() }),
    z.object({ Type: z.string(), Text: z.string() }),
    {
      fields: { Type: 'value', Text: 'value' },
    },
  ),
  slow: use(
    'slow',
    'Get-CsSlow',
    z.strictObject({ Milliseconds: z.number(), Value: z.string().optional() }),
    z.string(),
  ),
  chatty: use('chatty', 'Get-CsChatty', z.strictObject({ Milliseconds: z.number() }), z.string()),
  hang: use('hang', 'Get-CsHang', none, z.string(), { lateMs: 1 }),
  end: use('end', 'Get-CsEnd', z.strictObject({ Code: z.number(), How: z.string() }), z.string()),
  prompt: use('prompt', 'Get-CsPrompt', none, z.string(), { lateMs: 8_000 }),
  question: use('question', 'Get-CsQuestion', none, z.string(), { lateMs: 8_000 }),
  noise: use('noise', 'Get-CsNoise', none, z.string()),
  'host-text': use('host-text', 'Get-CsHostText', z.strictObject({ Text: z.string() }), z.string()),
  'look-alike': use('look-alike', 'Get-CsLookAlike', z.strictObject({ Text: z.string() }), z.string()),
  big: use('big', 'Get-CsBig', z.strictObject({ Bytes: z.number() }), z.string(), { lateMs: 60_000 }),
  warnings: use('warnings', 'Get-CsWarnings', z.strictObject({ Count: z.number() }), z.string()),
  progress: use('progress', 'Get-CsProgress', z.strictObject({ Count: z.number() }), z.string()),
  'cr-lf': use('cr-lf', 'Get-CsCrLf', none, z.string()),
  talking: use('talking', 'Get-CsTalking', z.strictObject({ Gate: z.string() }), z.string()),
  evaluated: use('evaluated', 'Get-CsEvaluated', z.strictObject({ Value: z.string() }), z.string()),
  process: use('process', 'Get-CsProcess', none, z.int()),
  where: use(
    'where',
    'Get-CsWhere',
    none,
    z.object({ Server: z.string(), World: z.string(), Path: z.string(), Loading: z.string() }),
    { fields: { Server: 'value', World: 'value', Path: 'value', Loading: 'value' } },
  ),
  /** The first mark its session was given. */
  kept: use('kept', 'Get-CsKept', z.strictObject({ Mark: z.string() }), z.string()),
  'change-kept': use('change-kept', 'Get-CsKept', z.strictObject({ Mark: z.string() }), z.string(), {
    effect: 'safe-change',
  }),
  failing: use('failing', 'Get-CsFailing', z.strictObject({ Terminating: z.boolean() }), z.string()),
  nothing: use('nothing', 'Get-CsNothing', none, z.string()),
  null: use('null', 'Get-CsNull', none, z.string()),
  shapes: use(
    'shapes',
    'Get-CsShapes',
    none,
    z.object({
      One: z.string(),
      Many: z.array(z.string()),
      Missing: z.null(),
      When: z.date(),
      Number: z.number(),
      Kind: z.string(),
      Version: z.string(),
      Id: z.string(),
      Absent: z.string().optional(),
      Nested: z.array(z.object({ Name: z.string(), Inner: z.array(z.object({ Deep: z.number() })) })),
    }),
    {
      fields: {
        One: 'value',
        Many: 'value',
        Missing: 'value',
        When: 'value',
        Number: 'value',
        Kind: 'value',
        Version: 'value',
        Id: 'value',
        Absent: 'value',
        Nested: { Name: 'value', Inner: { Deep: 'value' } },
      },
    },
  ),
  'wrong-shape': use('wrong-shape', 'Get-CsShapes', none, z.object({ One: z.number() }), { fields: { One: 'value' } }),
  'missing-property': use('missing-property', 'Get-CsShapes', none, z.object({ Gone: z.string() }), {
    fields: { Gone: 'value' },
  }),
  'scalar-for-list': use('scalar-for-list', 'Get-CsShapes', none, z.object({ One: z.array(z.string()) }), {
    fields: { One: 'value' },
  }),
  culture: use(
    'culture',
    'Get-CsCulture',
    none,
    z.object({
      Culture: z.string(),
      Number: z.number(),
      When: z.date(),
      Title: z.string(),
      Local: z.string(),
      Plain: z.string(),
    }),
    { fields: { Culture: 'value', Number: 'value', When: 'value', Title: 'value', Local: 'value', Plain: 'value' } },
  ),
  /** How many of its kind ran at once, itself among them. */
  crowd: use('crowd', 'Get-CsCrowd', z.strictObject({ Folder: z.string(), Wanted: z.int(), Number: z.int() }), z.int()),
  'set-thing': use('set-thing', 'Set-CsThing', z.strictObject({ Path: z.string() }), z.string()),
  'set-thing-what-if': use('set-thing-what-if', 'Set-CsThing', z.strictObject({ Path: z.string() }), z.string(), {
    fixed: { WhatIf: true },
  }),
  'change-thing': use('change-thing', 'Set-CsThing', z.strictObject({ Path: z.string() }), z.unknown(), change),
  'change-talking': use('change-talking', 'Get-CsTalking', z.strictObject({ Gate: z.string() }), z.unknown(), change),
  'change-failing': use(
    'change-failing',
    'Get-CsFailing',
    z.strictObject({ Terminating: z.boolean() }),
    z.unknown(),
    change,
  ),
  'change-warnings': use(
    'change-warnings',
    'Get-CsWarnings',
    z.strictObject({ Count: z.number() }),
    z.unknown(),
    change,
  ),
  'change-progress': use(
    'change-progress',
    'Get-CsProgress',
    z.strictObject({ Count: z.number() }),
    z.unknown(),
    change,
  ),
  'change-echo': use('change-echo', 'Get-CsEcho', z.strictObject({ Value: z.string() }), z.unknown(), change),
  'change-echo-list': use(
    'change-echo-list',
    'Get-CsEcho',
    z.strictObject({ List: z.array(z.string()) }),
    z.unknown(),
    change,
  ),
  absent: use('absent', 'Get-CsAbsent', none, z.string()),
} as const;
