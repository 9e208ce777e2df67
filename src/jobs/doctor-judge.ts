import { firstNamed } from '../checks/failover-what-if.js';
import { type Pair, type Side, serverOf } from '../domain.js';
import { getSfbPowerShell } from '../powershell/cmdlets/get-sfb-power-shell.js';
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

/** Windows PowerShell 3 and up can run what is sent to a front end (domain-notes 1.6). */
const LEAST_VERSION = 3;
const POWER_SHELL = 'get-sfb-power-shell';

/** The PowerShell inside the session on a front end: its version and language mode are its own. */
export function judgePowerShell(side: Side, readings: readonly DoctorReading[], pair: Pair): DoctorResult[] {
  const reading = readings.find(({ use, place }) => use.name === POWER_SHELL && place === side);
  if (reading === undefined) return [];
  const base = { id: `powershell/${side}`, place: side };
  const server = serverOf(pair, side);
  const row = reading.outcome.ok ? getSfbPowerShell.row.safeParse(reading.outcome.rows[0]) : undefined;
  if (row?.success !== true) {
    const sentence = `PowerShell on ${server}: its version and language mode were not read.`;
    return [{ ...base, verdict: 'unknown', sentence, fix: 'Run doctor again when that server answers.' }];
  }
  const { Version, Edition, Language } = row.data;
  const good = Language === 'FullLanguage' && Number.parseInt(Version, 10) >= LEAST_VERSION;
  const sentence = `PowerShell on ${server}: ${[Version, Edition].join(' ').trim()}, language mode ${Language}.`;
  if (good) return [{ ...base, verdict: 'pass', sentence }];
  const fix = `Our reads need version ${LEAST_VERSION} and FullLanguage there: a session configuration of its own, or an update.`;
  return [{ ...base, verdict: 'fail', sentence, fix }];
}

/** One read: did it answer, and do its properties fit. */
export function judgeRead(reading: DoctorReading, pair: Pair): DoctorResult {
  const { use, place, subject, outcome } = reading;
  const id = `read/${use.name}/${place}${subject === '' ? '' : `/${subject}`}`;
  const what = `${callWord(use)} on ${placeWord(pair, place)}${subject === '' ? '' : ` (${subject})`}`;
  if (use.fixed?.WhatIf === true) return { id, place, ...judgeWhatIf(what, reading, pair) };
  if (outcome.ok) {
    const { verdict, told, properties } = compareRows(use, outcome.rows);
    const fix = 'Correct its file in src/powershell/cmdlets; the transcript has the rows.';
    const base = { id, place, verdict, sentence: `${what}: ${told}.`, answered: true, properties };
    return verdict === 'fail' ? { ...base, fix } : base;
  }
  const { code, absent, reason } = outcome;
  const base = { id, place, answered: false, sentence: `${what}: ${shortReason(use, reason)}` };
  if (isSilence(code)) return { ...base, verdict: 'unknown', fix: 'See that it answers there, then run doctor again.' };
  if (absent && MAY_BE_ABSENT.includes(use.name)) {
    return { ...base, verdict: 'unknown', fix: 'An older product does not have it; another reading takes its place.' };
  }
  const fix = absent ? `Install what brings ${use.cmdlet}.` : `Needed: ${use.right} (${use.doc}).`;
  return { ...base, verdict: 'fail', fix };
}

/** -WhatIf: its words are localised and the server that is active may refuse it, so nothing of it fails but its absence. */
function judgeWhatIf(
  what: string,
  { use, outcome }: DoctorReading,
  pair: Pair,
): Pick<DoctorResult, 'verdict' | 'sentence' | 'fix' | 'answered'> {
  const fix = 'Preflight asks it again on the server that a failover goes to.';
  if (!outcome.ok) {
    const sentence = `${what}: ${shortReason(use, outcome.reason)}`;
    if (!outcome.absent) return { verdict: 'unknown', sentence, fix, answered: false };
    return { verdict: 'fail', sentence, fix: `Install what brings ${use.cmdlet}.`, answered: false };
  }
  const named = firstNamed(outcome.host, pair);
  if (named === undefined) {
    const sentence = `${what}: what it wrote on the host names no server of this pair.`;
    return { verdict: 'unknown', sentence, fix, answered: true };
  }
  return {
    verdict: 'pass',
    sentence: `${what}: it names ${serverOf(pair, named)} as the current host.`,
    answered: true,
  };
}

/** An error's own sentence, without the cmdlet and server it begins with. */
function shortReason({ cmdlet }: CmdletUse, reason: string): string {
  const start = reason.startsWith(`${cmdlet} on `) ? reason.indexOf(': ') : -1;
  return start === -1 ? reason : reason.slice(start + 2);
}

/** A front end that gave no usable answer at all was not looked at, whatever the reason. */
export function judgeReach(side: Side, readings: readonly DoctorReading[], pair: Pair): DoctorResult {
  const here = readings.filter(({ place }) => place === side);
  const answered = here.filter(({ outcome }) => outcome.ok).length;
  const told = here.some(({ outcome }) => outcome.ok && outcome.rows.length > 0);
  const base = { id: `reach/${side}`, place: side };
  const server = serverOf(pair, side);
  if (told) {
    const sentence = `${server} answers through its session: ${answered} of ${here.length} reads.`;
    return { ...base, verdict: 'pass', sentence };
  }
  const why = here.flatMap(({ outcome }) => (outcome.ok ? [] : [outcome.reason]))[0] ?? 'nothing it said holds a row.';
  const fix = `Open the session to ${server} by hand first; it may need worker.powershell.sessionConfiguration.`;
  return { ...base, verdict: 'fail', sentence: `${server} gave no usable answer: ${why}`, fix };
}

const HOPS = 'get-sfb-second-hop';
type Hop = 'ok' | 'denied' | 'closed' | 'not read';

/** Whether the session on a front end is still somebody one hop further: at AD, at the CMS, and where the probe tries. */
export function judgeSecondHop(side: Side, readings: readonly DoctorReading[], pair: Pair): DoctorResult {
  const probed = probedHops(side, readings);
  const needed: readonly (readonly [string, Hop])[] = [
    ['AD', probed.get('ad') ?? hopOf('get-sfb-scp', side, readings)],
    ['the CMS', hopOf('get-cs-service-central-management', side, readings)],
    ['its own SQL', hopOf('get-sfb-xds-state', side, readings)],
  ];
  // A partner whose SQL Express is closed to others is healthy: the session reached it and nobody was there.
  const extra = (['sql', 'share'] as const).flatMap((hop): [string, Hop][] => {
    const state = probed.get(hop);
    return state === undefined ? [] : [[hop === 'sql' ? 'the partner’s SQL' : 'the share', state]];
  });
  const tried = [...needed, ...extra];
  const denied = tried.some(([, state]) => state === 'denied');
  const verdict = denied ? 'fail' : needed.every(([, state]) => state === 'ok') ? 'pass' : 'unknown';
  const sentence = `From inside the session on ${serverOf(pair, side)}: ${tried.map((one) => one.join(' ')).join(', ')}.`;
  const fix = denied
    ? 'The session must be allowed one hop more: a session configuration that runs as a gMSA, or CredSSP.'
    : 'Run doctor again when what was not read answers.';
  return { id: `second-hop/${side}`, place: side, verdict, sentence, ...(verdict === 'pass' ? {} : { fix }) };
}

/** Denied is what fails inside the session although the jump host can do it. */
function hopOf(name: string, side: Side, readings: readonly DoctorReading[]): Hop {
  const of = (place: Place) => readings.filter((one) => one.use.name === name && one.place === place);
  const inside = of(side);
  if (inside.length > 0 && inside.every(({ outcome }) => outcome.ok && outcome.rows.length > 0)) return 'ok';
  const refused = inside.some(({ outcome }) => !outcome.ok && outcome.code === 'CMDLET_FAILED' && !outcome.absent);
  const jump = of('jump');
  const works = jump.length > 0 && jump.every(({ outcome }) => outcome.ok);
  return refused && works && answersAtAll(side, readings) ? 'denied' : 'not read';
}

function answersAtAll(side: Side, readings: readonly DoctorReading[]): boolean {
  return readings.some(({ place, outcome }) => place === side && outcome.ok);
}

/** What the probe found per hop; one refusal among several tries counts. */
function probedHops(side: Side, readings: readonly DoctorReading[]): ReadonlyMap<string, Hop> {
  const found = new Map<string, Hop>();
  for (const { use, place, outcome } of readings) {
    if (use.name !== HOPS || place !== side || !outcome.ok) continue;
    for (const row of outcome.rows) {
      const parsed = use.row.safeParse(row);
      if (!parsed.success) continue;
      const { Hop: hop, State } = parsed.data as { Hop: string; State: Hop };
      if (found.get(hop) !== 'denied') found.set(hop, State);
    }
  }
  return found;
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
