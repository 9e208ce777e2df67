/**
 * Whether a job that needs no approval runs cmdlets that change something safely: exports, syncs, a trace. Pure, so that
 * the bot can ask it, too. What it does not know counts as such a job.
 */
export function changesSafely(kind: string, request: Readonly<Record<string, unknown>>): boolean {
  if (kind === 'preflight') return request.sync === true || request.deep === true;
  return !READS.has(kind);
}

const READS: ReadonlySet<string> = new Set(['status', 'verify', 'backups']);
