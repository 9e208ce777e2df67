import { refusalSentence } from '../approvals/policy.js';
import { type Decided, Gate, type GateLease, type GateStore, OpenGate, RefusalReason } from '../approvals/types.js';
import type { Actor } from '../domain.js';
import { SfbError } from '../errors.js';
import { otherSchema, toFields } from './fields.js';
import { RETENTION, valid } from './jobs.js';
import type { Keys } from './keys.js';
import { leaseLost } from './leases.js';
import type { DecidingLink } from './link.js';
import { lostData } from './lost.js';
import {
  ANSWER_PERMIT,
  APPROVE,
  CLAIM,
  END_GATE,
  EXPIRE_GATE,
  OPEN_GATE,
  POST_GATE,
  WANT_PERMIT,
} from './lua/gates.js';
import type { DecidingScript } from './lua/script.js';
import { RECORD_SCHEMA } from './record.js';

const EXPIRED = JSON.stringify('It was not approved in time, so nothing was changed; ask again.');

type Arg = string | number;

/** Gates beside the records of their jobs; every decision is one script by Redis' own clock. */
export function createGateStore(link: DecidingLink, keys: Keys): GateStore {
  async function run(job: string, what: string, script: DecidingScript, args: readonly Arg[]): Promise<string[]> {
    const names = [keys.job(job), keys.gate(job), keys.lease(job), keys.open, keys.installation, keys.freeze];
    const common = [job, JSON.stringify(RECORD_SCHEMA), keys.wake, RETENTION];
    const reply = await link.decide(`${what} of job ${job}`, script, names, [...common, ...args]);
    if (reply[0] === 'schema') throw otherSchema(job, reply[1]);
    return reply;
  }

  async function readGate(job: string): Promise<Gate | undefined> {
    const fields = await link.read(`the gate of job ${job}`, (redis) => redis.hgetall(keys.gate(job)));
    return Object.keys(fields).length === 0 ? undefined : gateOf(job, fields);
  }

  async function decide(job: string, what: string, script: DecidingScript, args: readonly Arg[]): Promise<Decided> {
    const [word = '', reason, state] = await run(job, what, script, args);
    if (word !== 'refused') return { word } as Decided;
    const known = RefusalReason.parse(reason);
    const gate = known === 'unknown-job' ? undefined : await readGate(job);
    return { word, reason: known, sentence: refusalSentence(known, { job, state, gate }) };
  }

  async function hold(job: string, lease: GateLease, script: DecidingScript, args: readonly Arg[]): Promise<void> {
    const [word, found] = await run(job, 'changed', script, [lease.owner, lease.epoch, ...args]);
    if (word === 'lease') throw leaseLost(job, lease);
    if (word === 'refused' && found === 'lost-data') throw lostData();
    if (word === 'refused') throw new SfbError('NOT_FOUND', `There is no job ${job}; nothing was changed.`);
    if (word !== 'conflict') return;
    const message = `Job ${job} is ${found} by now; nothing was changed.`;
    throw new SfbError('CONFLICT', message, { details: { state: found } });
  }

  const end = (field: 'denied' | 'withdrawn', to: string, before: string) => {
    return async (job: string, planHash: string, by: Actor, reason: string): Promise<Decided> => {
      const sentence = JSON.stringify(`${before}, so nothing was changed: ${reason}`);
      return await decide(job, 'decided', END_GATE, [planHash, JSON.stringify(by), reason, field, to, sentence]);
    };
  };

  return {
    readGate,

    async openGate(job, lease, input) {
      const { id, plan, planHash, notes, requester, policy } = valid(OpenGate, input, 'gate');
      const gate = toFields({ id, planHash, requester, policy });
      const record = toFields({ plan, planHash, planNotes: notes });
      await hold(job, lease, OPEN_GATE, [gate.length, ...gate, ...record]);
    },

    wantPermit: (job, lease, nonce) => hold(job, lease, WANT_PERMIT, [nonce]),

    async claim(job, lease, { planHash, nonce, installation }) {
      const args = [lease.owner, lease.epoch, planHash, nonce, installation];
      const decided = await decide(job, 'claimed', CLAIM, args);
      if ((decided.word as string) === 'lease') throw leaseLost(job, lease);
      return decided;
    },

    gatePosted: (job, minutes) => decide(job, 'posted', POST_GATE, [Math.round(minutes * 60_000)]),

    approve: (job, planHash, by, reason) => decide(job, 'approved', APPROVE, [planHash, JSON.stringify(by), reason]),

    deny: end('denied', 'refused', 'An approver denied it'),

    withdraw: end('withdrawn', 'withdrawn', 'It was withdrawn'),

    async expireGates() {
      const open = await link.read('the list of open jobs', (redis) => redis.zrange(keys.open, '0', '-1'));
      const expired: string[] = [];
      for (const job of open) {
        const [word] = await run(job, 'expired', EXPIRE_GATE, [EXPIRED]).catch(skipOtherSchema);
        if (word === 'expired') expired.push(job);
      }
      return expired;
    },

    givePermit: (job, nonce, permit) =>
      decide(job, 'permitted', ANSWER_PERMIT, [nonce, 'permit', JSON.stringify(permit)]),

    refusePermit: (job, nonce, sentence) =>
      decide(job, 'permitted', ANSWER_PERMIT, [nonce, 'permitRefused', JSON.stringify(sentence)]),
  };
}

/** One record that this build cannot read must not keep the others from expiring. */
function skipOtherSchema(error: unknown): string[] {
  if (error instanceof SfbError && error.code === 'CONFIG') return ['kept'];
  throw error;
}

/** Scripts write milliseconds. Throws SfbError BAD_OUTPUT for what no script of ours wrote. */
function gateOf(job: string, fields: Readonly<Record<string, string>>): Gate {
  try {
    const values = Object.entries(fields).map(([name, text]) => [name, withIsoTimes(name, JSON.parse(text))] as const);
    const votes = values.filter(([name]) => name.startsWith('vote:')).map(([, vote]) => vote as { at: string });
    const rest = Object.fromEntries(values.filter(([name]) => !name.startsWith('vote:')));
    return Gate.parse({ ...rest, votes: votes.sort((a, b) => a.at.localeCompare(b.at)) });
  } catch (cause) {
    const message = `The gate of job ${job} cannot be read, so nothing is approved by it; somebody wrote to Redis by hand, or its data is damaged.`;
    throw new SfbError('BAD_OUTPUT', message, { cause });
  }
}

function withIsoTimes(name: string, value: unknown): unknown {
  if (name.endsWith('At') && typeof value === 'number') return new Date(value).toISOString();
  if (value === null || typeof value !== 'object' || !('at' in value) || typeof value.at !== 'number') return value;
  return { ...value, at: new Date(value.at).toISOString() };
}
