import { generateKeyPairSync } from 'node:crypto';
import { createPermitSigner } from '../../src/approvals/permit.js';
import type { Arena } from './arena.js';
import type { Attack } from './classes.js';
import { APPROVERS, GROUP, TEAM } from './stack.js';

const CLEO = { teamId: TEAM, userId: 'U0CLEO' };

/** Attacks after the gate was decided, by time, or past the bot. Each needs a gate of its own. */
export const besideTheGate: Readonly<Record<string, Attack>> = {
  expired: async (arena) => {
    const { job, planHash } = await arena.freshGate();
    await arena.redis.hset(arena.keys.gate(job), 'expiresAt', String((await arena.store.redisNow()) - 1));
    return { job, reason: await arena.submit({ action: 'approve', user: 'U0CLEO', job, planHash }) };
  },
  'after deny': after('deny'),
  'after withdrawal': after('withdraw'),
  'after group removal': async (arena) => {
    const { job, planHash } = await arena.freshGate();
    arena.worker.hold();
    const taken = await arena.submit({ action: 'approve', user: 'U0CLEO', job, planHash });
    if (taken !== '') throw new Error(`Cleo's honest approval was refused: ${taken}`);
    const without = APPROVERS.filter((user) => user !== 'U0CLEO');
    arena.stack.slack.admin.userGroup(GROUP, { users: without });
    arena.worker.go();
    const reason = await saidOf(arena, job);
    arena.stack.slack.admin.userGroup(GROUP, { users: [...APPROVERS] });
    return { job, reason };
  },
  'written into Redis': async (arena) => {
    const { job } = await arena.freshGate();
    await writeApproval(arena, job);
    return { job, reason: await saidOf(arena, job) };
  },
  'permit written into Redis': async (arena) => {
    const { job } = await arena.freshGate();
    // Whoever can write to Redis may also keep the bot from answering first.
    arena.stack.signal('SIGSTOP');
    try {
      await writeApproval(arena, job);
      await writePermit(arena, job);
      return { job, reason: await saidOf(arena, job) };
    } finally {
      arena.stack.signal('SIGCONT');
    }
  },
};

/** One person ends it; then another approver says yes. */
function after(action: 'deny' | 'withdraw'): Attack {
  return async (arena) => {
    const { job, planHash } = await arena.freshGate();
    const ended = await arena.submit({ action, user: 'U0CLEO', job, planHash });
    if (ended !== '') throw new Error(`Cleo's honest ${action} was refused: ${ended}`);
    return { job, reason: await arena.submit({ action: 'approve', user: 'U0DAN', job, planHash }) };
  };
}

/** Why a job came to rest; empty when it was run. */
async function saidOf(arena: Arena, job: string): Promise<string> {
  const { state, sentence = '' } = await arena.settled(job);
  return state === 'done' ? '' : sentence;
}

async function writeApproval({ redis, keys, store }: Arena, job: string): Promise<void> {
  const at = await store.redisNow();
  await redis.hset(keys.gate(job), 'vote:U0CLEO', JSON.stringify({ by: CLEO, reason: 'forged', at }));
  await redis.hset(keys.job(job), 'state', JSON.stringify('approved'));
  const revision = await redis.hincrby(keys.job(job), 'revision', 1);
  await redis.publish(keys.wake, JSON.stringify({ job, revision }));
}

/** A permit that says all the right things, signed with the attacker's own key. */
async function writePermit({ redis, keys, store, until }: Arena, job: string): Promise<void> {
  const gate = await until(async () => {
    const found = await store.readGate(job);
    return found?.wanted === undefined ? undefined : { ...found, wanted: found.wanted };
  }, 'the wish for a permit');
  const record = await store.readJob(job);
  const sign = createPermitSigner(generateKeyPairSync('ed25519').privateKey);
  const { epoch, nonce } = gate.wanted;
  const permit = sign({
    deployment: record?.deployment ?? '',
    pair: record?.pair ?? '',
    job,
    gate: gate.id,
    planHash: gate.planHash,
    epoch,
    nonce,
    approvers: gate.votes.map(({ by }) => by),
    expires: (await store.redisNow()) + 60_000,
    auditHead: 'forged',
  });
  await redis.hset(keys.gate(job), 'permit', JSON.stringify(permit));
}
