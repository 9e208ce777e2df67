import type { Pair } from '../domain.js';
import { normaliseName } from '../domain.js';
import { SfbError } from '../errors.js';
import { listOf, MAX_TEXT, nearest, normalise, oddCharacter, quoteUser, splitWords } from './text.js';
import type { Command, Commands } from './types.js';

/** A command and its checked request: what `command.run` takes. */
export interface ParsedCommand {
  readonly command: Command;
  readonly request: unknown;
}

function refuse(sentence: string): never {
  throw new SfbError('BAD_REQUEST', sentence);
}

/** Reads the text after `/sfb`. Throws SfbError BAD_REQUEST with one sentence that is safe as Slack mrkdwn. */
export function parseCommand(text: string, commands: Commands, pairs: readonly Pair[]): ParsedCommand {
  if (text.length > MAX_TEXT) {
    refuse(
      `That command is ${text.length} characters long and at most ${MAX_TEXT} are read; write it again shorter, as shown by \`/sfb help\`.`,
    );
  }
  const normal = normalise(text);
  const words = splitWords(normal);
  const [first = 'help', ...rest] = words;
  const free = Object.hasOwn(commands, first.toLowerCase()) ? commands[first.toLowerCase()] : undefined;
  if (free?.rest !== undefined && !isHelp(rest[0]))
    return { command: free, request: readFreely(free, normal.slice(first.length).trim()) };
  refuseOddWords(words);
  const asksHelp = words.some(isHelp);
  const command = findCommand(asksHelp ? 'help' : first.toLowerCase(), first, commands, pairs);
  return { command, request: readRequest(command, asksHelp ? [] : rest, pairs) };
}

function isHelp(word: string | undefined): boolean {
  return word !== undefined && ['--help', '-h'].includes(word.toLowerCase());
}

/** A person's own sentence: any characters, for whoever shows it to escape. */
function readFreely(command: Command, text: string): unknown {
  const parsed = command.request.safeParse({ [command.rest ?? '']: text });
  if (parsed.success) return parsed.data;
  const message = parsed.error.issues[0]?.message ?? 'is not understood';
  return refuse(`The ${command.rest} ${message}; write \`/sfb ${command.usage}\`.`);
}

function refuseOddWords(words: readonly string[]): void {
  for (const word of words) {
    const odd = oddCharacter(word);
    if (odd !== undefined) {
      refuse(
        `${quoteUser(word)} has a character that no command uses (${odd}); use only letters, digits, dots and dashes, as shown by \`/sfb help\`.`,
      );
    }
  }
}

function findCommand(name: string, typed: string, commands: Commands, pairs: readonly Pair[]): Command {
  const command = Object.hasOwn(commands, name) ? commands[name] : undefined;
  if (command !== undefined) return command;
  if (findPair(typed, pairs) !== undefined) {
    refuse(`${quoteUser(typed)} is a pair and a command comes first, so write for example \`/sfb status ${typed}\`.`);
  }
  const meant = nearest(name, Object.keys(commands));
  refuse(
    meant === undefined
      ? `${quoteUser(typed)} is not a command of /sfb; \`/sfb help\` lists the commands.`
      : `${quoteUser(typed)} is not a command of /sfb; did you mean \`/sfb ${meant}\`? (\`/sfb help\` lists the commands.)`,
  );
}

function readRequest(command: Command, words: readonly string[], pairs: readonly Pair[]): unknown {
  const flags = words.filter((word) => word.startsWith('-')).map((word) => readFlag(command, word));
  const values = words.filter((word) => !word.startsWith('-'));
  if (values.length > command.positionals.length) refuse(tooMany(command, values));
  const positionals = command.positionals.map((key, index) => [
    key,
    key === 'pair' ? readPair(command, values[index], pairs) : values[index],
  ]);
  const given = [...positionals, ...command.flags.map((flag) => [flag, flags.includes(flag)])];
  const parsed = command.request.safeParse(Object.fromEntries(given.filter(([, value]) => value !== undefined)));
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  const key = String(issue?.path[0] ?? 'request');
  const value = values[command.positionals.indexOf(key)];
  return refuse(
    `${value === undefined ? `The ${key} is missing:` : quoteUser(value)} ${issue?.message ?? 'is not understood'}; write \`/sfb ${command.usage}\`.`,
  );
}

function tooMany(command: Command, values: readonly string[]): string {
  const got = listOf(values.slice(0, 5).map(quoteUser));
  if (command.positionals.length === 0) {
    return `${command.name} takes no further words and got ${got}; write \`/sfb ${command.usage}\`.`;
  }
  const wanted = listOf(command.positionals.map((name) => `one ${name}`));
  return `${command.name} takes ${wanted} and got ${values.length}: ${got}; ask for one at a time, as in \`/sfb ${command.usage}\`.`;
}

function readFlag(command: Command, word: string): string {
  const known = command.flags.map((flag) => `--${flag}`);
  if (known.includes(word.toLowerCase())) return word.toLowerCase().slice(2);
  if (known.length === 0) {
    refuse(`${quoteUser(word)} is not a flag of ${command.name}, which takes none; write \`/sfb ${command.usage}\`.`);
  }
  const [name = ''] = word.toLowerCase().replace(/^-+/, '').split('=');
  const meant = command.flags.includes(name) ? name : nearest(name, command.flags);
  const list = `${known.length === 1 ? 'its only flag is' : 'its flags are'} ${listOf(known.map((flag) => `\`${flag}\``))}`;
  const hint = meant === undefined || known.length === 1 ? '' : `, and you may have meant \`--${meant}\``;
  const advice = word.includes('=') ? 'write it without a value' : 'write it exactly so';
  return refuse(`${quoteUser(word)} is not a flag of ${command.name}; ${list}${hint}: ${advice}.`);
}

function readPair(command: Command, word: string | undefined, pairs: readonly Pair[]): string {
  const [only] = pairs;
  if (word === undefined) {
    if (pairs.length === 1 && only !== undefined) return only.name;
    const names = pairs.map((pair) => pair.name);
    return refuse(
      `There are several pairs, so say which one: ${listOf(names, 'or')}, as in \`/sfb ${command.name} ${names[0]}\`.`,
    );
  }
  const found = findPair(word, pairs);
  if (found !== undefined) return found.name;
  const names = pairs.map((pair) => pair.name);
  const meant = nearest(word, [...names, ...pairs.flatMap((pair) => [pair.primary, pair.backup])]);
  const list = names.length === 1 ? `the only pair is ${names[0]}` : `the pairs are ${listOf(names)}`;
  return refuse(
    `${quoteUser(word)} is not a pair here; ${list}${meant === undefined ? '' : ` (did you mean \`${meant}\`?)`}, so name one of them or the full name of one of its servers.`,
  );
}

/** By pair name, or by the FQDN of either server. */
function findPair(word: string, pairs: readonly Pair[]): Pair | undefined {
  const name = normaliseName(word);
  return pairs.find((pair) => [pair.name, pair.primary, pair.backup].includes(name));
}
