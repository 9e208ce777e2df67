/** Narrower than this a column is not made. */
const NARROWEST = 8;

/** Rows as aligned columns in at most `width` characters; what doesn't fit wraps inside its cell. */
export function columns(rows: readonly (readonly string[])[], width: number): string[] {
  const widths = columnWidths(rows, width);
  const lines = rows.flatMap((row) => rowLines(row, widths));
  const rule = widths.map((size) => '─'.repeat(size)).join('──');
  const head = rowLines(rows[0] ?? [], widths).length;
  return [...lines.slice(0, head), rule, ...lines.slice(head)];
}

function columnWidths(rows: readonly (readonly string[])[], width: number): number[] {
  const count = Math.max(0, ...rows.map((row) => row.length));
  const widths = Array.from({ length: count }, (_, index) =>
    Math.max(1, ...rows.map((row) => longest(row[index] ?? ''))),
  );
  const room = width - 2 * (count - 1);
  // Take from the widest until it fits.
  while (sum(widths) > room) {
    const widest = widths.indexOf(Math.max(...widths));
    if ((widths[widest] ?? 0) <= NARROWEST) break;
    widths[widest] = (widths[widest] ?? 0) - 1;
  }
  return widths;
}

function rowLines(row: readonly string[], widths: readonly number[]): string[] {
  const cells = widths.map((size, index) => wrap(row[index] ?? '', size));
  const height = Math.max(1, ...cells.map((cell) => cell.length));
  return Array.from({ length: height }, (_, line) =>
    cells
      .map((cell, index) => (cell[line] ?? '').padEnd(widths[index] ?? 0))
      .join('  ')
      .trimEnd(),
  );
}

function longest(text: string): number {
  return Math.max(...text.split('\n').map((line) => line.length));
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}

/** Lines of at most `width` characters, broken between words, inside one only when it is too long itself. */
export function wrap(text: string, width: number): string[] {
  return text.split('\n').flatMap((line) => wrapLine(line, width));
}

function wrapLine(line: string, width: number): string[] {
  const indent = /^\s*/.exec(line)?.[0] ?? '';
  const lines: string[] = [];
  let current = line;
  while (current.length > width) {
    const space = current.lastIndexOf(' ', width);
    const cut = space > indent.length ? space : width;
    lines.push(current.slice(0, cut).trimEnd());
    current = indent + current.slice(cut).trimStart();
    if (indent.length >= width) break;
  }
  return [...lines, current];
}
