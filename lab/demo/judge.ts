/** The part of the script that belongs to a title: from it to the next one, or to the end. */
export function partOf(script: string, title: string, next: string | undefined): string {
  const from = script.indexOf(title) + title.length;
  return script.slice(from, next === undefined ? undefined : script.indexOf(next)).trim();
}

/** Lines that differ, as `expected` and `seen`, at most ten; none when an act went as the script says. */
export function differences(expected: string, seen: string): string[] {
  const [wanted, got] = [expected.split('\n'), seen.split('\n')];
  const lines = Array.from({ length: Math.max(wanted.length, got.length) }, (_, i) => i);
  return lines
    .filter((i) => wanted[i] !== got[i])
    .slice(0, 10)
    .map((i) => `  line ${i + 1}\n    expected: ${wanted[i] ?? '(nothing)'}\n    seen:     ${got[i] ?? '(nothing)'}`);
}
