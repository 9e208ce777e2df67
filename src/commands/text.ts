/** Longest command text that is read, in characters. */
export const MAX_TEXT = 500;

/** Longest piece of a person's own text that is ever repeated to them. */
const MAX_QUOTE = 40;

const TYPOGRAPHIC_DASH = '\u2010-\u2015\u2212';

/**
 * Undoes what phones and word processors do to typed text: typographic quotes, dashes before a flag, odd blanks,
 * zero-width characters, and the `&lt;` form Slack sends angle brackets in.
 */
export function normalise(text: string): string {
  return text
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&amp;', '&')
    .replace(/[\u00AD\u200B-\u200D\u2060\uFEFF]/g, '')
    .replace(/[\p{Zs}\t\r\n\u2028\u2029]+/gu, ' ')
    .replace(/[“”„‟]/g, '"')
    .replace(/[‘’‚‛]/g, "'")
    .replace(/[\u2010\u2011]/g, '-')
    .replace(
      new RegExp(`(^|[ "'])(?=-*[${TYPOGRAPHIC_DASH}])[-${TYPOGRAPHIC_DASH}]+(?=[A-Za-z])`, 'g'),
      (_dashes, before: string) => `${before}--`,
    )
    .trim();
}

/** The words of a normalised text; quotation marks around a word are dropped. */
export function splitWords(text: string): string[] {
  return text
    .split(' ')
    .map((word) => word.replace(/^["']+|["']+$/g, ''))
    .filter((word) => word !== '');
}

/** `U+202E` for a character that can't be shown as itself. */
function codePoint(character: string): string {
  return `U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}`;
}

/** The first character of a word that no command uses, by its code point when it can't be seen, or undefined. */
export function oddCharacter(word: string): string | undefined {
  const odd = /[^A-Za-z0-9.=-]/u.exec(word)?.[0];
  if (odd === undefined) return undefined;
  return /[!-~]/.test(odd) ? quoteUser(odd) : codePoint(odd);
}

/**
 * A person's own text, made safe to repeat in Slack mrkdwn: shortened, escaped, unseen characters named, in a code span
 * (where neither a mention nor an emoji code is active).
 */
export function quoteUser(text: string): string {
  const characters = [...text];
  const kept = characters.slice(0, MAX_QUOTE).map((character) => {
    if (character === '`') return "'";
    if (/[\p{C}\p{Zl}\p{Zp}]/u.test(character)) return codePoint(character);
    return character;
  });
  const shown = `${kept.join('')}${characters.length > MAX_QUOTE ? '…' : ''}`.trim();
  return `\`${shown === '' ? ' ' : escapeMrkdwn(shown)}\``;
}

/** The three characters that make a mention or a link in Slack's mrkdwn. */
export function escapeMrkdwn(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}

/** A person by id; anything that is no Slack user id is shown as text. */
export function mention(userId: string): string {
  return /^[UW][A-Z0-9]{2,}$/.test(userId) ? `<@${userId}>` : escapeMrkdwn(userId);
}

/** A command's answer, and what else the person should know. */
export function withNote(text: string, note: string | undefined): string {
  return note === undefined ? text : `${text} ${note}`;
}

/** The candidate that was probably meant: the same start, or at most two slips (one for short words). */
export function nearest(word: string, candidates: readonly string[]): string | undefined {
  const wanted = word.toLowerCase();
  const ranked = candidates
    .map((candidate) => ({ candidate, slips: slips(wanted, candidate) }))
    .filter(({ candidate, slips }) => {
      if (wanted.length >= 3 && candidate.startsWith(wanted)) return true;
      return slips <= Math.min(2, Math.floor(Math.max(wanted.length, candidate.length) / 3));
    })
    .sort((a, b) => a.slips - b.slips);
  return ranked[0]?.candidate;
}

/** How many letters must be put in, left out, replaced or swapped with their neighbour (optimal string alignment). */
function slips(from: string, to: string): number {
  let before: number[] = [];
  let last = Array.from({ length: to.length + 1 }, (_, column) => column);
  for (let row = 1; row <= from.length; row += 1) {
    const current = [row];
    for (let column = 1; column <= to.length; column += 1) {
      const same = from[row - 1] === to[column - 1];
      let best = Math.min(
        (last[column] ?? 0) + 1,
        (current[column - 1] ?? 0) + 1,
        (last[column - 1] ?? 0) + (same ? 0 : 1),
      );
      if (row > 1 && column > 1 && from[row - 1] === to[column - 2] && from[row - 2] === to[column - 1]) {
        best = Math.min(best, (before[column - 2] ?? 0) + 1);
      }
      current.push(best);
    }
    before = last;
    last = current;
  }
  return last[to.length] ?? 0;
}

/** `a`, `a and b`, `a, b and c` (or with another last joiner). */
export function listOf(items: readonly string[], joiner = 'and'): string {
  if (items.length < 2) return items.join('');
  return `${items.slice(0, -1).join(', ')} ${joiner} ${items.at(-1)}`;
}
