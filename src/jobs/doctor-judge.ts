import { type Pair, type Side, serverOf } from '../domain.js';
import type { Hello } from '../powershell/sessions.js';
import type { CmdletUse, Place } from '../powershell/types.js';
import { compareRows } from './doctor-compare.js';
import { type DoctorReading, isSilence } from './doctor-reads.js';
import type { DoctorResult } from './doctor-report.js';

/** Uses that an older product does not have; their absence is no fault (domain-notes 2). */
const MAY_BE_ABSENT: readonly string[] = ['get-cs-server-patch-version'];

/** Who answered: engine, module and lab marker. */
export function judgeHello(hello: Hello): DoctorResult[] {
  const { module, moduleVersion, version, edition, language, lab } = hello;
  const full = language === 'FullLanguage';
  return [
    {
      id: 'module',
      place: 'jump',
      verdict: 'pass',
      sentence: `The module is ${module}, version ${moduleVersion === '' ? 'unknown' : moduleVersion}${lab ? ' (the LAB, no real site)' : ''}.`,
    },
    {
      id: 'powershell',
      place: 'jump',
      verdict: full ? 'pass' : 'fail',
      sentence: `PowerShell ${version} ${edition}, language mode ${language}.`,
      ...(full
        ? {}
        : { fix: 'Only FullLanguage can project answers; take the worker’s account out of the restriction.' }),
    },
  ];
}

/** One read: did it answer, and do its properties fit. */
export function judgeRead(reading: DoctorReading, pair: Pair): DoctorResult {
  const { use, place, subject, outcome } = reading;
  const id = `read/${use.name}/${place}${subject === '' ? '' : `/${subject}`}`;
  const where = placeWord(pair, place);
  if (outcome.ok) {
    const { verdict, told, properties } = compareRows(use, outcome.rows);
    const about = subject === '' ? '' : ` (${subject})`;
    const fix =
      verdict === 'fail' ? { fix: 'Correct its file in src/powershell/cmdlets; the transcript has the rows.' } : {};
    return {
      id,
      place,
      verdict,
      sentence: `${callWord(use)} on ${where}${about}: ${told}.`,
      ...fix,
      answered: true,
      properties,
    };
  }
  const { code, absent, reason } = outcome;
  const base = { id, place, answered: false, sentence: reason };
  if (isSilence(code)) return { ...base, verdict: 'unknown', fix: `See that ${where} answers, then run doctor again.` };
  if (absent && MAY_BE_ABSENT.includes(use.name)) {
    return { ...base, verdict: 'unknown', fix: 'An older product does not have it; another reading takes its place.' };
  }
  return {
    ...base,
    verdict: 'fail',
    fix: absent ? `Install what brings ${use.cmdlet}.` : `Needed: ${use.right} (${use.doc}).`,
  };
}

/** A front end that gave no usable answer at all was not looked at, whatever the reason. */
export function judgeReach(side: Side, readings: readonly DoctorReading[], pair: Pair): DoctorResult {
  const here = readings.filter(({ place }) => place === side);
  const answered = here.filter(({ outcome }) => outcome.ok).length;
  const base = { id: `reach/${side}`, place: side };
  const server = serverOf(pair, side);
  if (answered > 0) {
    const sentence = `${server} answers through its session: ${answered} of ${here.length} reads.`;
    return { ...base, verdict: 'pass', sentence };
  }
  const why = here.flatMap(({ outcome }) => (outcome.ok ? [] : [outcome.reason]))[0] ?? 'Nothing was asked.';
  const fix = `Open the session to ${server} by hand first; it may need worker.powershell.sessionConfiguration.`;
  return { ...base, verdict: 'fail', sentence: `${server} gave no usable answer: ${why}`, fix };
}

const AD = 'get-sfb-scp';
const CMS = 'get-cs-service-central-management';
const OWN_SQL = 'get-sfb-xds-state';
const HOPS = 'get-sfb-second-hop';

/** Whether the session on a front end is still somebody one hop further: AD, the CMS, and what the probe tries. */
export function judgeSecondHop(side: Side, readings: readonly DoctorReading[], pair: Pair): DoctorResult {
  const tried = [
    { hop: 'AD', state: stateOf(AD, side, readings) },
    { hop: 'the CMS', state: stateOf(CMS, side, readings) },
    { hop: 'its own SQL', state: stateOf(OWN_SQL, side, readings) },
    ...probedHops(side, readings),
  ];
  const states = tried.map(({ state }) => state);
  // A partner whose SQL Express is closed to others is healthy; the session reached it and nobody was there.
  const verdict = states.includes('denied')
    ? 'fail'
    : states.slice(0, 3).every((state) => state === 'ok')
      ? 'pass'
      : 'unknown';
  const sentence = `From inside the session on ${serverOf(pair, side)}: ${tried.map(({ hop, state }) => `${hop} ${state}`).join(', ')}.`;
  const fix = 'The session must be allowed one hop more: a session configuration that runs as a gMSA, or CredSSP.';
  return { id: `second-hop/${side}`, place: side, verdict, sentence, ...(verdict === 'pass' ? {} : { fix }) };
}

/** Denied is what fails inside the session although the jump host can do it. */
function stateOf(name: string, side: Side, readings: readonly DoctorReading[]): 'ok' | 'denied' | 'not read' {
  const of = (place: Place) => readings.filter((one) => one.use.name === name && one.place === place);
  const inside = of(side);
  if (inside.length > 0 && inside.every(({ outcome }) => outcome.ok)) return 'ok';
  const refused = inside.some(({ outcome }) => !outcome.ok && outcome.code === 'CMDLET_FAILED' && !outcome.absent);
  const elsewhere = of('jump');
  const works = elsewhere.length > 0 ? elsewhere.every(({ outcome }) => outcome.ok) : false;
  return refused && works ? 'denied' : 'not read';
}

function probedHops(side: Side, readings: readonly DoctorReading[]): { hop: string; state: string }[] {
  const words: Readonly<Record<string, string>> = { sql: 'the partner’s SQL', share: 'the share', ad: 'AD (probe)' };
  const found = new Map<string, string>();
  for (const { use, place, outcome } of readings) {
    if (use.name !== HOPS || place !== side || !outcome.ok) continue;
    for (const row of outcome.rows) {
      const parsed = use.row.safeParse(row);
      if (!parsed.success) continue;
      const { Hop, State } = parsed.data as { Hop: string; State: string };
      if (found.get(Hop) !== 'denied') found.set(Hop, State);
    }
  }
  return [...found].map(([hop, state]) => ({ hop: words[hop] ?? hop, state }));
}

/** What the recovery of a server needs of the session there; the jump host needs the group only (sfb-facts 2.2). */
export function judgeRights(place: Place, readings: readonly DoctorReading[], pair: Pair): DoctorResult[] {
  const first = (name: string) => readings.find((one) => one.use.name === name && one.place === place);
  const flag = (name: string, key: string) => booleanOf(first(name), key);
  const group = first('get-sfb-token-group');
  const rights = [
    { name: 'RTCUniversalServerAdmins in the token', known: group !== undefined, held: holdsAdmins(group) },
    {
      name: 'local administrator',
      known: first('get-sfb-local-admin') !== undefined,
      held: flag('get-sfb-local-admin', 'LocalAdmin'),
    },
    {
      name: `sysadmin of ${pair.sqlInstance}`,
      known: first('get-sfb-sql-right') !== undefined,
      held: flag('get-sfb-sql-right', 'SysAdmin'),
    },
  ].filter(({ known }) => known);
  if (rights.length === 0) return [];
  const word = (held: boolean | undefined) => (held === undefined ? 'not read' : held ? 'yes' : 'no');
  const verdict = rights.some(({ held }) => held === false)
    ? 'fail'
    : rights.every(({ held }) => held)
      ? 'pass'
      : 'unknown';
  const sentence = `Rights on ${placeWord(pair, place)}: ${rights.map(({ name, held }) => `${name} ${word(held)}`).join(', ')}.`;
  const fix =
    'A recovery would stop half way without them; a new membership needs a new sign-in of the session’s account.';
  return [{ id: `rights/${place}`, place, verdict, sentence, ...(verdict === 'pass' ? {} : { fix }) }];
}

function holdsAdmins(reading: DoctorReading | undefined): boolean | undefined {
  if (reading?.outcome.ok !== true || reading.outcome.rows.length === 0) return undefined;
  return reading.outcome.rows.some(
    (row) => (row as { Name?: unknown } | null)?.Name?.toString().toLowerCase() === 'rtcuniversalserveradmins',
  );
}

function booleanOf(reading: DoctorReading | undefined, key: string): boolean | undefined {
  if (reading?.outcome.ok !== true) return undefined;
  const value = (reading.outcome.rows[0] as Record<string, unknown> | undefined)?.[key];
  return typeof value === 'boolean' ? value : undefined;
}

/** `Get-CsService -CentralManagement`. */
function callWord({ cmdlet, fixed = {} }: CmdletUse): string {
  return [cmdlet, ...Object.keys(fixed).map((name) => `-${name}`)].join(' ');
}

function placeWord(pair: Pair, place: Place): string {
  return place === 'jump' ? 'the jump host' : serverOf(pair, place);
}
