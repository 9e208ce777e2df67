import type { z } from 'zod';

type Path = readonly PropertyKey[];

/** A value's faults in Slack's words, each with the place it was found at. */
export function slackMessages(error: z.ZodError, prefix: Path): string[] {
  return error.issues.flatMap((issue) => messagesOf(issue, prefix));
}

/** `no more than 25 items allowed [json-pointer:/blocks/1/elements]` */
export function pointed(message: string, path: Path): string {
  return `${message} [json-pointer:${path.map((part) => `/${String(part)}`).join('')}]`;
}

function messagesOf(issue: z.core.$ZodIssue, prefix: Path): string[] {
  const path = [...prefix, ...issue.path];
  switch (issue.code) {
    case 'unrecognized_keys':
      return issue.keys.map((key) => pointed(`invalid additional property: ${key}`, path));
    case 'too_big':
      return [pointed(tooBig(issue), path)];
    case 'too_small':
      return [pointed(tooSmall(issue), path)];
    case 'invalid_type':
      return issue.input === undefined ? [missing(path)] : [pointed(`must be ${article(issue.expected)}`, path)];
    case 'invalid_union':
      return invalidUnion(issue, path);
    case 'invalid_value':
      return [pointed(`must be one of: ${issue.values.map(String).join(', ')}`, path)];
    default:
      return [pointed(issue.message, path)];
  }
}

function missing(path: Path): string {
  return pointed(`missing required field: ${String(path.at(-1))}`, path.slice(0, -1));
}

function tooBig({ origin, maximum }: z.core.$ZodIssueTooBig): string {
  if (origin === 'array') return `no more than ${maximum} items allowed`;
  return origin === 'string' ? `must be less than ${Number(maximum) + 1} characters` : `must be at most ${maximum}`;
}

function tooSmall({ origin, minimum }: z.core.$ZodIssueTooSmall): string {
  if (origin === 'array') return `no fewer than ${minimum} items allowed`;
  return origin === 'string' ? `must be more than ${Number(minimum) - 1} characters` : `must be at least ${minimum}`;
}

function invalidUnion(issue: z.core.$ZodIssueInvalidUnion, path: Path): string[] {
  if (issue.discriminator !== undefined) {
    const type = path.at(-1) === issue.discriminator ? path : [...path, issue.discriminator];
    const given = (issue.input as Record<string, unknown> | undefined)?.[issue.discriminator];
    return given === undefined ? [missing(type)] : [pointed(`unsupported type: ${String(given)}`, type)];
  }
  // Slack names both: that nothing matched, and what was wrong in the closest form.
  const closest = [...issue.errors].sort((a, b) => a.length - b.length)[0] ?? [];
  const inner = closest.flatMap((nested) => messagesOf(nested, path));
  return [pointed('failed to match all allowed schemas', path), ...inner];
}

function article(type: string): string {
  return /^[aeiou]/.test(type) ? `an ${type}` : `a ${type}`;
}
