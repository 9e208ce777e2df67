const LETTERS = 'abcdefghijklmnopqrstuvwxyz';
const ALL = `${LETTERS}0123456789`;

/** Among how many first characters a letter is certain: no spreadsheet or shell then reads the id as a number. */
const HEAD = 3;
const LENGTH = 10;

/**
 * A new job id, `<kind>-<10 characters>`.
 * @param random a whole number from 0 up to, not including, its argument; `randomInt` of node:crypto fits
 */
export function newJobId(kind: string, random: (below: number) => number): string {
  const characters = Array.from({ length: LENGTH }, () => ALL.charAt(random(ALL.length)));
  if (!characters.slice(0, HEAD).some((character) => LETTERS.includes(character))) {
    characters[random(HEAD)] = LETTERS.charAt(random(LETTERS.length));
  }
  return `${kind}-${characters.join('')}`;
}
