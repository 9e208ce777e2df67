import type { AllMiddlewareArgs, SlackCommandMiddlewareArgs } from '@slack/bolt';
import { z } from 'zod';
import { parseCommand } from '../../commands/parse.js';
import { quoteUser } from '../../commands/text.js';
import type { Asked, CommandRole, Commands, Requested } from '../../commands/types.js';
import type { Pair } from '../../domain.js';
import { errorText, SfbError, userMessage } from '../../errors.js';
import { changesSafely } from '../../jobs/effects.js';
import type { People, Standing } from '../people.js';
import type { Audit, Home, Intake, Log, Time } from '../types.js';
import { ANSWER_WITHIN, Attempt, within } from './deadline.js';

/** What we read of a slash command; Slack sends more. */
const Payload = z.object({
  command: z.string(),
  text: z.string().default(''),
  team_id: z.string(),
  enterprise_id: z.string().nullish(),
  user_id: z.string(),
  channel_id: z.string(),
  trigger_id: z.string().min(1),
});
type Payload = z.infer<typeof Payload>;

export interface CommandDeps {
  readonly home: Home;
  readonly channel: string;
  readonly pairs: readonly Pair[];
  readonly commands: Commands;
  /** Seconds a status may be shown from memory. */
  readonly statusMaxAge: number;
  readonly people: Pick<People, 'standing'>;
  readonly intake: Intake;
  readonly audit: Audit;
  readonly time: Time;
  readonly log: Log;
  /** Keeps the way back to the person who asked for a job, for what its thread can't say. */
  remember(job: string, tell: (text: string) => Promise<void>): void;
}

type Args = Pick<SlackCommandMiddlewareArgs & AllMiddlewareArgs, 'body' | 'ack' | 'respond'>;

/** Answers every slash command inside Slack's 3 s: writes first, then says so, privately. */
export function createCommandListener(deps: CommandDeps): (args: Args) => Promise<void> {
  return async ({ body, ack, respond }) => {
    const attempt = new Attempt();
    const tell = async (text: string): Promise<void> => {
      await respond({ response_type: 'ephemeral', text });
    };
    const work = answer(body, deps, attempt, tell).catch((error: unknown) => {
      if (!(error instanceof SfbError)) deps.log.error({ error: errorText(error) }, 'a command failed');
      return userMessage(error);
    });
    const text = await within(deps.time, ANSWER_WITHIN, work);
    const unsure = text === undefined && attempt.writing;
    attempt.over = true;
    await ack({ response_type: 'ephemeral', text: text ?? lateAnswer(attempt) });
    if (!unsure) return;
    await tell(`About your earlier command: ${await work}`).catch((error: unknown) =>
      deps.log.warn({ error: errorText(error) }, 'a late answer could not be given'),
    );
  };
}

function lateAnswer({ writing, recorded, stage }: Attempt): string {
  if (recorded !== undefined) {
    return `Your request is recorded as job \`${recorded}\`; whether a worker is listening could not be read in time.`;
  }
  return writing
    ? 'It is not known yet whether your request was recorded; look for its job in the channel before you ask again.'
    : `Not done: there was no answer in time while ${stage}, and nothing was recorded; try again in a minute.`;
}

async function answer(
  body: unknown,
  deps: CommandDeps,
  attempt: Attempt,
  tell: (text: string) => Promise<void>,
): Promise<string> {
  const payload = Payload.parse(body);
  refuseWrongPlace(payload, deps);
  attempt.stage = 'asking Slack who you are';
  const standing = await deps.people.standing(payload.user_id);
  refuseStranger(payload, standing);
  const { command, request } = parseCommand(payload.text, deps.commands, deps.pairs);
  refuseRole(command.name, command.role, standing);
  attempt.stage = 'reading what is known';
  const reply = await command.run(request, {
    actor: { teamId: payload.team_id, userId: payload.user_id },
    pairs: deps.pairs,
    roles: standing.roles,
    commands: deps.commands,
    statusMaxAge: deps.statusMaxAge,
    lastStatus: (pair) => deps.intake.lastStatus(pair),
    jobs: (pair) => deps.intake.jobsOf(pair),
    frozen: () => deps.intake.frozen(),
    async freeze(reason) {
      await change(deps, attempt, 'freeze', { by: payload.user_id, reason });
      await deps.intake.freeze({ teamId: payload.team_id, userId: payload.user_id }, reason);
      attempt.writing = false;
    },
    async thaw() {
      await change(deps, attempt, 'thaw', { by: payload.user_id });
      const thawed = await deps.intake.thaw();
      attempt.writing = false;
      return thawed;
    },
    async resolveJob(job, how) {
      await change(deps, attempt, 'resume', { job, how, by: payload.user_id });
      const by = { teamId: payload.team_id, userId: payload.user_id };
      const resolved = await deps.intake.resolveJob(by, job, how, {
        reason: 'asked for with /sfb resume --end',
      });
      attempt.writing = false;
      return resolved;
    },
    async requestJob(asked) {
      const requested = await record(payload, asked, deps, attempt);
      deps.remember(requested.id, tell);
      return requested;
    },
  });
  return reply.text;
}

function refuseWrongPlace(payload: Payload, { home, channel }: CommandDeps): void {
  if (payload.command !== '/sfb') {
    throw new SfbError('BAD_REQUEST', `${quoteUser(payload.command)} is not answered here; this bot answers \`/sfb\`.`);
  }
  if (payload.team_id !== home.teamId || (payload.enterprise_id ?? undefined) !== home.enterpriseId) {
    throw new SfbError('NOT_ALLOWED', 'This bot serves another workspace; nothing was done.');
  }
  if (payload.channel_id !== channel) {
    throw new SfbError('NOT_ALLOWED', `/sfb works only in <#${channel}>; type it there. Nothing was done.`);
  }
}

/** Somebody on no list may read help and nothing else: not even which pairs exist. */
function refuseStranger(payload: Payload, standing: Standing): void {
  if (standing.roles.has('viewer') || /^\s*(?:help)?\s*$/i.test(payload.text)) return;
  refuseRole('That', 'viewer', standing);
}

/** Where in the configuration a role is given. */
const LISTS: Readonly<Record<CommandRole, string>> = {
  anyone: '`viewers`',
  viewer: '`viewers` or `operators`',
  operator: '`operators`',
  'operator-or-approver': '`operators` or `approvals.approvers`',
};

export function refuseRole(what: string, role: CommandRole, { roles, unread }: Standing): void {
  if (roles.has(role)) return;
  if (unread !== undefined) {
    throw new SfbError(
      'NOT_ALLOWED',
      `${what} is not allowed now: Slack did not say who is in the groups that may run it (${unread}); try again in a minute.`,
    );
  }
  throw new SfbError(
    'NOT_ALLOWED',
    `${what} is not allowed for you; whoever keeps this bot's configuration can add you to ${LISTS[role]}.`,
  );
}

/** Begins a write, with the audit first: what cannot be written there is not done. */
export async function change(
  { audit, log }: Pick<CommandDeps, 'audit' | 'log'>,
  attempt: Attempt,
  kind: string,
  body: Readonly<Record<string, unknown>>,
): Promise<void> {
  if (attempt.over) throw new SfbError('UNAVAILABLE', 'Not done: it took too long, and nothing was recorded.');
  attempt.writing = true;
  try {
    await audit.append(kind, body);
  } catch (cause) {
    attempt.writing = false;
    log.error({ error: errorText(cause) }, 'a request could not be written to the audit');
    const message = `Not done: the audit cannot be written (${errorText(cause)}), and what is not written down is not done; tell whoever keeps this bot.`;
    throw new SfbError('UNAVAILABLE', message, { cause });
  }
}

async function record(payload: Payload, asked: Asked, deps: CommandDeps, attempt: Attempt): Promise<Requested> {
  const { kind, pair, request } = asked;
  const line = { kind, pair, request, by: payload.user_id };
  if (asked.change === true || changesSafely(kind, request)) await change(deps, attempt, 'request', line);
  else await noteRead(deps, line);
  if (attempt.over) throw new SfbError('UNAVAILABLE', 'Not done: it took too long, and nothing was recorded.');
  attempt.writing = true;
  const { id, replayed } = await deps.intake.createJob({
    ...asked,
    requester: { teamId: payload.team_id, userId: payload.user_id },
    channel: payload.channel_id,
    trigger: payload.trigger_id,
  });
  attempt.writing = false;
  attempt.recorded = id;
  if (replayed) return { id, note: 'This request had been recorded before; it was not asked twice.' };
  return asked.answer === undefined ? { id, ...(await callWorkers(id, deps)) } : { id };
}

/** A job that only reads is not kept from people by an audit that takes no line: they need it most when something is wrong. */
async function noteRead({ audit, log }: CommandDeps, line: Readonly<Record<string, unknown>>): Promise<void> {
  await audit
    .append('request', line)
    .catch((error: unknown) =>
      log.error({ error: errorText(error) }, 'a request that only reads is not in the audit, which cannot be written'),
    );
}

/** The job is safe by now: what fails here is said or logged, never thrown. */
async function callWorkers(id: string, { intake, log }: CommandDeps): Promise<Omit<Requested, 'id'>> {
  const rung = intake
    .ring(id)
    .catch((error: unknown) =>
      log.warn({ job: id, error: errorText(error) }, 'the ring failed; a sweeper rings again'),
    );
  try {
    const [workers] = await Promise.all([intake.workers(), rung]);
    if (workers > 0) return {};
    const note = 'No worker is listening: the job stays asked and runs as soon as a worker is back.';
    return { note, unheard: true };
  } catch {
    return { note: 'Whether a worker is listening could not be read.' };
  }
}
