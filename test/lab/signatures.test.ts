import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { LabShell } from '../../lab/shell.js';
import { warmLabShell } from '../support/warm.js';
import { missing, whatIf } from './transcripts/refusals.js';
import { type Signature, signatures } from './transcripts/signatures.js';

/** The product's own types, which the lab has as text; NTService is an object of any type. */
const PLAIN: Readonly<Record<string, string>> = {
  BackupCategory: 'String',
  DatabaseNameType: 'String',
  Fqdn: 'String',
  NTService: 'Object',
  RgsIdentity: 'String',
  UserIdParameter: 'String',
  XdsGlobalRelativeIdentity: 'String',
  XdsIdentity: 'String',
};

type Parameters = Readonly<Record<string, string>>;

/** `[[-A] <T>] -B [-C]` as { A: 'T by place', B: 'SwitchParameter mandatory', C: 'SwitchParameter' }. */
function parse({ syntax, piped = '' }: Signature): Parameters {
  const form =
    /\[\[-(?<a>\w+)\] <(?<ta>[^>]+)>\]|\[-(?<b>\w+)\] <(?<tb>[^>]+)>|\[-(?<c>\w+)(?: <(?<tc>[^>]+)>)?\]|-(?<d>\w+)(?: <(?<td>[^>]+)>)?/g;
  const rest = syntax.replace(form, '').trim();
  if (rest !== '') throw new Error(`not read: ${rest}`);
  return Object.fromEntries(
    [...syntax.matchAll(form)].map(({ groups: at = {} }) => {
      const name = at.a ?? at.b ?? at.c ?? at.d ?? '';
      const type = at.ta ?? at.tb ?? at.tc ?? at.td ?? 'SwitchParameter';
      const mandatory = at.b !== undefined || at.d !== undefined;
      const place = at.a !== undefined || at.b !== undefined;
      return [name, words(PLAIN[type] ?? type, mandatory, place, piped.split(' ').includes(name))];
    }),
  );
}

function words(type: string, mandatory: boolean, place: boolean, piped: boolean): string {
  return [type, ...(mandatory ? ['mandatory'] : []), ...(place ? ['by place'] : []), ...(piped ? ['piped'] : [])].join(
    ', ',
  );
}

const nameOf = ({ cmdlet, set }: Pick<Signature, 'cmdlet' | 'set'>) => (set === '' ? cmdlet : `${cmdlet} ${set}`);

describe('how the cmdlets of the lab may be called', () => {
  let shell: LabShell;
  const lab = new Map<string, Parameters>();
  beforeAll(async () => {
    shell = await warmLabShell();
    for (const line of await shell.invoke('Get-LabSignature', {})) {
      const [cmdlet = '', set = '', list = ''] = line.split('|');
      const own = list.split(' ').flatMap((one): [string, string][] => {
        const [name = '', type = '', marks = ''] = one.split(':');
        return name === '' ? [] : [[name, words(type, ...(['m', 'p', 'i'].map((m) => marks.includes(m)) as Marks))]];
      });
      lab.set(nameOf({ cmdlet, set: set === '__AllParameterSets' ? '' : set }), Object.fromEntries(own));
    }
  });
  afterAll(() => shell.close());

  it.each(signatures.map((one) => ({ ...one, name: nameOf(one) })))('$name: as $facts says', (one) => {
    expect(lab.get(one.name)).toEqual(parse(one));
  });

  it('has no cmdlet and no parameter set that is not typed from the facts', () => {
    expect([...lab.keys()].sort()).toEqual(signatures.map(nameOf).sort());
  });

  it('is typed as the table of §2.1 is, which says who has no -WhatIf, -Force or -Report', () => {
    const has = (parameter: string) =>
      new Set(signatures.filter((one) => parameter in parse(one)).map(({ cmdlet }) => cmdlet));

    for (const [parameter, cmdlets] of Object.entries(missing)) {
      expect(cmdlets.filter((cmdlet) => has(parameter).has(cmdlet))).toEqual([]);
    }
    expect(whatIf.map(({ cmdlet }) => cmdlet).filter((cmdlet) => !has('WhatIf').has(cmdlet))).toEqual([]);
  });
});

type Marks = [boolean, boolean, boolean];
