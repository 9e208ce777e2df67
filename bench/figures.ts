import { writeFileSync } from 'node:fs';

/** One measured figure, with what it is compared with in the same run and the bar it must meet. */
export interface Figure {
  readonly name: string;
  readonly value: number;
  readonly unit: string;
  readonly baseline?: number;
  readonly bar: string;
  readonly ok: boolean;
}

export interface Outcome {
  readonly ok: boolean;
  readonly figures: readonly Figure[];
  readonly rows: readonly Record<string, string | number>[];
}

export function rounded(value: number, digits = 1): number {
  return Number(value.toFixed(digits));
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}

/** The smallest value that so many of a hundred values are not above. */
export function percentile(values: readonly number[], percent: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil((sorted.length * percent) / 100) - 1)] ?? Number.NaN;
}

/** A figure that must not be above its limit. A value that is not a number never passes. */
export function atMost(name: string, value: number, unit: string, limit: number, baseline?: number): Figure {
  const given = baseline === undefined ? {} : { baseline: rounded(baseline, 2) };
  return { name, value: rounded(value, 2), unit, ...given, bar: `<= ${rounded(limit, 2)}`, ok: value <= limit };
}

/** A figure that must not be below its limit. */
export function atLeast(name: string, value: number, unit: string, limit: number, baseline?: number): Figure {
  const given = baseline === undefined ? {} : { baseline: rounded(baseline, 2) };
  return { name, value: rounded(value, 2), unit, ...given, bar: `>= ${rounded(limit, 2)}`, ok: value >= limit };
}

/** One JSON object on stdout with `json`, a table for people without; to a file as well with `out`. */
export function print(outcome: Outcome, { json, out }: { json: boolean; out: string | undefined }): void {
  const text = `${JSON.stringify(outcome)}\n`;
  if (out !== undefined) writeFileSync(out, text);
  if (json) {
    process.stdout.write(text);
    return;
  }
  for (const { name, value, unit, baseline, bar, ok } of outcome.figures) {
    const compared = baseline === undefined ? '' : ` (baseline ${baseline} ${unit})`;
    process.stdout.write(`${ok ? 'ok  ' : 'NOT '} ${name}: ${value} ${unit}${compared}, bar ${bar}\n`);
  }
  for (const row of outcome.rows) process.stdout.write(`     ${JSON.stringify(row)}\n`);
}
