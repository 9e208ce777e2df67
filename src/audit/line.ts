import { createHmac, timingSafeEqual } from 'node:crypto';
import { z } from 'zod';
import { canonicalJson } from '../canonical.js';

/** One line of the chain. `mac` is HMAC-SHA-256 over the canonical JSON of all the others, and `prev` the mac before. */
export const AuditLine = z.strictObject({
  seq: z.int().min(1),
  at: z.string(),
  kind: z.string().regex(/^[a-z][a-z-]{0,40}$/),
  body: z.record(z.string(), z.json()),
  prev: z.string(),
  mac: z.string(),
});
export type AuditLine = z.infer<typeof AuditLine>;

/** `prev` of the first line. */
export const START = '0'.repeat(64);

export function macOf(line: Omit<AuditLine, 'mac'>, key: Buffer): string {
  const { seq, at, kind, body, prev } = line;
  return createHmac('sha256', key).update(canonicalJson({ seq, at, kind, body, prev })).digest('hex');
}

/** Where a chain stands: its last number and mac. */
export function headOf(line: Pick<AuditLine, 'seq' | 'mac'> | undefined): string {
  return line === undefined ? `0:${START}` : `${line.seq}:${line.mac}`;
}

export interface Verified {
  readonly lines: readonly AuditLine[];
  /** One sentence: where the chain breaks; undefined when it holds. */
  readonly fault: string | undefined;
}

/**
 * Finds a changed, missing, added or reordered line. A tail that was cut off is only found against a head that was noted
 * elsewhere.
 */
export function verifyChain(text: string, key: Buffer, heads: readonly string[] = []): Verified {
  const lines: AuditLine[] = [];
  const rows = text.split('\n');
  const torn = rows.pop() !== '';
  for (const row of rows) {
    const line = read(row);
    const at = lines.length + 1;
    if (line === undefined) return { lines, fault: `Line ${at} cannot be read.` };
    const before = lines.at(-1);
    if (line.seq !== at)
      return { lines, fault: `Line ${at} says that it is number ${line.seq}: lines are missing or moved.` };
    if (line.prev !== (before?.mac ?? START)) return { lines, fault: `Line ${at} does not follow the line before it.` };
    if (!same(line.mac, macOf(line, key)))
      return { lines, fault: `Line ${at} was changed, or the key is another one.` };
    lines.push(line);
  }
  if (torn) return { lines, fault: `After line ${lines.length} there is half a line.` };
  const unknown = heads.find((head) => !known(lines, head));
  return {
    lines,
    fault: unknown === undefined ? undefined : `The head ${unknown} is not in it: its end was cut off or replaced.`,
  };
}

function known(lines: readonly AuditLine[], head: string): boolean {
  const seq = Number(head.split(':')[0]);
  return headOf(seq === 0 ? undefined : lines[seq - 1]) === head;
}

function read(row: string): AuditLine | undefined {
  try {
    return AuditLine.parse(JSON.parse(row));
  } catch {
    return undefined;
  }
}

function same(one: string, other: string): boolean {
  return one.length === other.length && timingSafeEqual(Buffer.from(one), Buffer.from(other));
}
