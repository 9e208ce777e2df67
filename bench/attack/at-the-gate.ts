import type { Forgery } from '../../lab/slack/types.js';
import type { Arena } from './arena.js';
import type { Attack } from './classes.js';
import { formOf, payloadOf, post, refusalIn, type Submission, submissionBody } from './requests.js';
import { CHANNEL, TEAM } from './stack.js';

/** Attacks by a request to the bot; a refused one leaves the gate as it was, so they share one. */
export const atTheGate: Readonly<Record<string, Attack>> = {
  'forged signature': byCleo({}, { secret: 'what-the-attacker-guessed' }),
  unsigned: async (arena) => {
    const { job, planHash } = await arena.gate();
    const body = submissionBody({ action: 'approve', user: 'U0CLEO', job, planHash });
    const time = String(Math.floor(Date.now() / 1000));
    const headers = { 'content-type': 'application/x-www-form-urlencoded', 'x-slack-request-timestamp': time };
    return { job, reason: refusalIn(await post(arena.stack.slack.requestUrl, headers, body)) };
  },
  replayed: async (arena) => {
    const { job, honest } = await arena.gate();
    const { headers, body } = honest.request;
    return { job, reason: refusalIn(await post(arena.stack.slack.requestUrl, headers, body)) };
  },
  stale: byCleo({}, { timestampSkewSeconds: -310 }),
  'future-dated': byCleo({}, { timestampSkewSeconds: 310 }),
  'other workspace': byCleo({ team: 'T0EVIL', userTeam: TEAM }),
  guest: by('U0GUEST'),
  bot: by('U0ROBOT'),
  deactivated: by('U0GONE'),
  external: byCleo({ user: 'U0EXT', userTeam: 'T0EXT' }),
  'not an approver': by('U0P1'),
  self: by('U0ANA'),
  double: by('U0BEN'),
  'wrong hash': byCleo({ planHash: 'f'.repeat(64) }),
  "another job's id": anotherJob,
};

/** Cleo is an approver: only what the request itself says is wrong. */
function byCleo(change: Partial<Submission>, forgery?: Forgery): Attack {
  return async (arena) => {
    const { job, planHash } = await arena.gate();
    const reason = await arena.submit({ action: 'approve', user: 'U0CLEO', job, planHash, ...change }, forgery);
    return { job, reason };
  };
}

function by(user: string): Attack {
  return byCleo({ user });
}

/** The button of one job's card, made to carry another job: Cleo believes that she approves what she sees. */
async function anotherJob(arena: Arena): ReturnType<Attack> {
  const { slack } = arena.stack;
  const seen = await arena.freshGate();
  const ts = (await arena.store.threads.posted(seen.job)).gate?.ts;
  if (ts === undefined) throw new Error(`There is no card of ${seen.job}.`);
  const honest = await slack.click('U0CLEO', { actionId: 'gate-approve', channel: CHANNEL, ts });
  const window = await slack.waitFor(() => slack.openViews('U0CLEO').at(-1), 5_000, 'the window of an honest click');
  await slack.closeView('U0CLEO', window.id);
  const windows = slack.openViews('U0CLEO').length;
  const { job, planHash } = await arena.freshGate();
  const payload = payloadOf(honest.request);
  const [button] = payload.actions as Record<string, unknown>[];
  const { triggerId } = await slack.slash('U0CLEO', CHANNEL, 'help');
  const told = slack.ephemerals('U0CLEO').length;
  const changed = { ...payload, trigger_id: triggerId, actions: [{ ...button, value: `${job} ${planHash}` }] };
  await slack.send(formOf(changed), 'application/x-www-form-urlencoded');
  const answer = () => slack.ephemerals('U0CLEO')[told]?.text ?? slack.openViews('U0CLEO')[windows];
  const came = await slack.waitFor(answer, 5_000, 'an answer to the changed button');
  if (typeof came === 'string') return { job, reason: came };
  const sent = await slack.submitView('U0CLEO', came.id, { reason: 'as I see it' });
  return { job, reason: Object.values(sent.errors).join(' ') };
}
