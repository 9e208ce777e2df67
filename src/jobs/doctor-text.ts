import { listed, second } from '../report.js';
import { type DoctorRecord, type DoctorResult, doctorSentence } from './doctor-report.js';
import { checkLines, wrap } from './text.js';

/** Doctor's record for a terminal `width` columns wide; what needs a person comes first. */
export function renderDoctor(record: DoctorRecord, width: number): string {
  const wide = Math.max(width, 40);
  const reads = record.results.filter(isRead);
  const others = record.results.filter((result) => !isRead(result));
  const goodReads = reads.filter(({ verdict }) => verdict === 'pass');
  const lost = others
    .filter(({ id, verdict }) => id.startsWith('reach/') && verdict !== 'pass')
    .map(({ place }) => place);
  const lines = [
    ...wrap(doctorSentence(record), wide),
    '',
    `${record.pair}: doctor of ${second(record.at)}${record.lab ? ' (LAB)' : ''}`,
    '',
    ...list(byVerdict(others), wide),
    '',
    ...list(
      byVerdict(reads).filter(({ verdict, place }) => verdict !== 'pass' && !lost.includes(place)),
      wide,
    ),
    ...lost.flatMap((place) => wrap(`No read on the ${place} says anything: it was not reached.`, wide, 'unknown  ')),
    ...(goodReads.length === 0 ? [] : wrap(goodSentence(goodReads), wide, 'pass     ')),
  ];
  lines.push('', ...wrap(silenceSentence(record), wide));
  if (record.notTried.length > 0) {
    lines.push('', ...wrap(`Not tried: ${record.notTried.map(({ use, why }) => `${use} (${why})`).join('; ')}.`, wide));
  }
  return `${lines.join('\n')}\n`;
}

/** What was silent today: its silence on a bad night says nothing. */
function silenceSentence({ baselines }: DoctorRecord): string {
  if (baselines.length === 0) return 'No witness was asked who holds the CMS.';
  const silent = baselines.filter(({ answered }) => !answered);
  if (silent.length === 0) return 'Every witness of the status answered from where it is asked.';
  const words = silent.map(
    ({ witness, from, about }) => `${witness}${about === undefined ? '' : ` of ${about}`} (${from})`,
  );
  return `Of the witnesses of the status, these gave nothing today, so their silence later is no sign of a dead server: ${listed([...new Set(words)])}.`;
}

function isRead({ id }: DoctorResult): boolean {
  return id.startsWith('read/');
}

function byVerdict(results: readonly DoctorResult[]): DoctorResult[] {
  const order = ['fail', 'unknown', 'pass'];
  return [...results].sort((a, b) => order.indexOf(a.verdict) - order.indexOf(b.verdict));
}

function list(results: readonly DoctorResult[], width: number): string[] {
  return checkLines(
    results.map(({ verdict, sentence, fix }) => ({ status: verdict, sentence, ...(fix === undefined ? {} : { fix }) })),
    width,
  );
}

/** `get-cs-service-registrar (jump, primary and backup)`, one word for each read in order. */
function goodSentence(reads: readonly DoctorResult[]): string {
  const places = new Map<string, Set<string>>();
  for (const { id, place } of reads) {
    const use = id.split('/')[1] ?? id;
    places.set(use, (places.get(use) ?? new Set()).add(place));
  }
  const words = [...places].map(([use, where]) => `${use} (${listed([...where])})`);
  return `${reads.length} reads answered in the expected form: ${words.join(', ')}.`;
}
