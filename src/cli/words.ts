import { parseArgs } from 'node:util';
import { nearest } from '../commands/text.js';
import type { Pair } from '../domain.js';
import { SfbError } from '../errors.js';
import { listed } from '../report.js';

/** `boolean`: `--sync`; `string`: `--mode recover`. */
export type Flags = Readonly<Record<string, 'boolean' | 'string'>>;

/** What was typed: the verb, its other words, and its flags with their values. */
export interface Typed {
  readonly verb: string;
  readonly words: readonly string[];
  readonly flags: Readonly<Record<string, string | true>>;
}

const COMMON: Flags = { config: 'string', json: 'boolean' };

/** What a verb may be given beside `--config` and `--json`, by verb. */
export type VerbFlags = Readonly<Record<string, { readonly flags: Flags }>>;

/** Reads a command line. Throws SfbError BAD_REQUEST with one sentence for a word or flag that no verb knows. */
export function readWords(argv: readonly string[], verbs: VerbFlags): Typed | 'help' {
  const known = Object.assign({}, COMMON, ...Object.values(verbs).map((verb) => verb.flags)) as Flags;
  const options = Object.fromEntries(Object.entries(known).map(([name, type]) => [name, { type }]));
  const { tokens } = parseArgs({ args: [...argv], options, strict: false, allowPositionals: true, tokens: true });
  const [verb = 'help', ...words] = tokens.flatMap((token) => (token.kind === 'positional' ? [token.value] : []));
  const given = tokens.filter((token) => token.kind === 'option');
  if (verb === 'help' || given.some(({ name }) => name === 'help' || name === 'h')) return 'help';
  const own = verbs[verb];
  if (own === undefined || !Object.hasOwn(verbs, verb)) throw refused(notAVerb(verb, Object.keys(verbs)));
  const allowed: Flags = { ...COMMON, ...own.flags };
  const flags = given.map(({ name, rawName, value }) => [name, flagValue(verb, allowed, name, rawName, value)]);
  return { verb, words, flags: Object.fromEntries(flags) };
}

function flagValue(verb: string, allowed: Flags, name: string, raw: string, value: string | undefined): string | true {
  const type = Object.hasOwn(allowed, name) ? allowed[name] : undefined;
  if (type === undefined) {
    const names = Object.keys(allowed);
    const meant = nearest(name, names);
    const hint = meant === undefined ? '' : ` (did you mean --${meant}?)`;
    throw refused(`${raw} is not a flag of ${verb}${hint}; it takes ${listed(names.map((one) => `--${one}`))}.`);
  }
  if (type === 'boolean') {
    if (value === undefined) return true;
    throw refused(`${raw} takes no value and got ${JSON.stringify(value)}; write it alone.`);
  }
  if (value === undefined || value === '' || value.startsWith('-')) throw refused(`${raw} needs a value after it.`);
  return value;
}

function notAVerb(word: string, verbs: readonly string[]): string {
  const meant = nearest(word, verbs);
  const hint = meant === undefined ? '' : ` (did you mean ${meant}?)`;
  return `${JSON.stringify(word)} is not a command here${hint}; there are ${listed([...verbs, 'help'])}.`;
}

/** The pair that is meant: its name, the full name of one of its servers, or nothing where there is only one. */
export function choosePair(words: readonly string[], pairs: readonly Pair[]): Pair {
  const names = pairs.map((pair) => pair.name).join(', ');
  const [word, ...more] = words;
  if (more.length > 0) throw refused(`One pair at a time; ${words.length} words were given: ${words.join(' ')}.`);
  if (word === undefined) {
    const [only, ...others] = pairs;
    if (only !== undefined && others.length === 0) return only;
    throw refused(`Which pair? This deployment has ${names}.`);
  }
  const wanted = word.toLowerCase();
  const found = pairs.find((pair) => [pair.name, pair.primary, pair.backup].includes(wanted));
  if (found !== undefined) return found;
  throw new SfbError('NOT_FOUND', `${JSON.stringify(word)} is not a pair of this deployment; it has ${names}.`);
}

/** For a verb that takes no further word. */
export function refuseWords({ verb, words }: Pick<Typed, 'verb' | 'words'>): void {
  if (words.length > 0) throw refused(`${verb} is about no pair and takes no further word; it got ${words.join(' ')}.`);
}

function refused(sentence: string): SfbError {
  return new SfbError('BAD_REQUEST', sentence);
}
