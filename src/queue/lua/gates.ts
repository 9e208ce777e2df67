import { UNPOSTED_MS } from '../../approvals/policy.js';
import { type DecidingScript, decidingScript, script } from './script.js';

/** KEYS job, gate, lease, open, installation, freeze · ARGV notAfter, id, schema, wake channel, retention (ms), then what each script names. */
function gateScript(body: string): DecidingScript {
  return decidingScript(COMMON + body);
}

const COMMON = `
local job, gate, lease, open = KEYS[1], KEYS[2], KEYS[3], KEYS[4]
local function of(key, field)
  local value = redis.call('HGET', key, field)
  return value and cjson.decode(value)
end
local state = of(job, 'state')
if not state then return {'refused', 'unknown-job'} end
if redis.call('HGET', job, 'schema') ~= ARGV[3] then return {'schema', redis.call('HGET', job, 'schema') or 'none'} end
local function move(to, ...)
  count()
  local revision = text(tonumber(redis.call('HGET', job, 'revision')) + 1)
  redis.call('HSET', job, 'state', cjson.encode(to), 'revision', revision, 'changedAt', text(now), ...)
  if to == 'refused' or to == 'withdrawn' or to == 'expired' then
    redis.call('ZREM', open, ARGV[2])
    for _, key in ipairs({job, gate, lease}) do redis.call('PEXPIRE', key, ARGV[5]) end
  end
  redis.call('PUBLISH', ARGV[4], cjson.encode({job = ARGV[2], revision = tonumber(revision)}))
end
local function held(owner, epoch)
  local by, at, ends = unpack(redis.call('HMGET', lease, 'owner', 'epoch', 'until'))
  return by == owner and at == epoch and tonumber(ends or '0') > now
end
local function deadline()
  return of(gate, 'expiresAt') or ((of(gate, 'openedAt') or of(job, 'changedAt')) + ${UNPOSTED_MS})
end
local function counts(userId)
  return of(gate, 'policy').rule ~= 'two-others' or userId ~= of(gate, 'requester').userId
end
local function counted()
  local count = 0
  for _, field in ipairs(redis.call('HKEYS', gate)) do
    if string.sub(field, 1, 5) == 'vote:' and counts(string.sub(field, 6)) then count = count + 1 end
  end
  return count
end
local function ended(planHash)
  if redis.call('EXISTS', gate) == 0 then return 'unknown-job' end
  if of(gate, 'planHash') ~= planHash or of(job, 'planHash') ~= planHash then return 'other-plan' end
  if of(gate, 'denied') then return 'denied' end
  if of(gate, 'withdrawn') then return 'withdrawn' end
  if of(gate, 'consumedAt') then return 'consumed' end
  if state == 'expired' or now >= deadline() then return 'expired' end
end
local function refused(reason) return {'refused', reason, state} end
local undecided = state == 'waiting-approval' or state == 'approved' or state == 'permit-wanted'
`;

/** ARGV … owner, epoch, count of gate arguments, then gate field, value …, then record field, value … */
export const OPEN_GATE = gateScript(`
if not held(ARGV[6], ARGV[7]) then return {'lease'} end
if state ~= 'preparing' then return {'conflict', state} end
if lost() then return refused('lost-data') end
local last = 8 + tonumber(ARGV[8])
redis.call('DEL', gate)
redis.call('HSET', gate, 'openedAt', text(now), unpack(ARGV, 9, last))
move('waiting-approval', unpack(ARGV, last + 1))
return {'opened'}
`);

/** ARGV … minutes as milliseconds */
export const POST_GATE = gateScript(`
if redis.call('EXISTS', gate) == 0 then return refused('unknown-job') end
if of(gate, 'postedAt') then return {'posted'} end
if state ~= 'waiting-approval' then return refused('not-waiting') end
if now >= deadline() then return refused('expired') end
redis.call('HSET', gate, 'postedAt', text(now), 'expiresAt', text(now + tonumber(ARGV[6])))
move(state)
return {'posted'}
`);

/** ARGV … plan hash, who (JSON), reason */
export const APPROVE = gateScript(`
local over = ended(ARGV[6])
if over then return refused(over) end
local by = cjson.decode(ARGV[7])
local field = 'vote:' .. by.userId
if undecided and of(gate, field) then return {'already-counted'} end
if state ~= 'waiting-approval' then return refused('not-waiting') end
if not counts(by.userId) then return refused('own-request') end
if not of(gate, 'postedAt') then return refused('not-posted') end
if lost() then return refused('lost-data') end
redis.call('HSET', gate, field, cjson.encode({by = by, reason = ARGV[8], at = now}))
if counted() < of(gate, 'policy').quorum then
  move(state)
  return {'counted'}
end
move('approved')
return {'quorum'}
`);

/** ARGV … plan hash, who (JSON), reason, gate field, state after it, sentence (JSON) */
export const END_GATE = gateScript(`
local over = ended(ARGV[6])
if over then return refused(over) end
if not undecided then return refused('not-waiting') end
redis.call('HSET', gate, ARGV[9], cjson.encode({by = cjson.decode(ARGV[7]), reason = ARGV[8], at = now}))
move(ARGV[10], 'sentence', ARGV[11])
return {ARGV[9]}
`);

/** ARGV … owner, epoch, nonce */
export const WANT_PERMIT = gateScript(`
if not held(ARGV[6], ARGV[7]) then return {'lease'} end
if state ~= 'approved' and state ~= 'permit-wanted' then return {'conflict', state} end
if lost() then return refused('lost-data') end
redis.call('HDEL', gate, 'permit', 'permitRefused')
redis.call('HSET', gate, 'wanted', cjson.encode({epoch = tonumber(ARGV[7]), nonce = ARGV[8], at = now}))
move('permit-wanted')
return {'wanted'}
`);

/** ARGV … nonce, gate field (permit or permitRefused), value (JSON) */
export const ANSWER_PERMIT = gateScript(`
local wanted = of(gate, 'wanted')
if state ~= 'permit-wanted' or not wanted or wanted.nonce ~= ARGV[6] then return refused('not-waiting') end
if of(gate, 'permit') or of(gate, 'permitRefused') then return refused('not-waiting') end
if ARGV[7] == 'permit' and lost() then return refused('lost-data') end
redis.call('HSET', gate, ARGV[7], ARGV[8])
move(state)
return {'permitted'}
`);

/** The claim of the first step (design 8). ARGV … owner, epoch, plan hash, nonce, installation */
export const CLAIM = gateScript(`
if not held(ARGV[6], ARGV[7]) then return {'lease'} end
local over = ended(ARGV[8])
if over then return refused(over) end
if state ~= 'permit-wanted' then return refused('not-waiting') end
local wanted = of(gate, 'wanted')
if not wanted or wanted.nonce ~= ARGV[9] or text(wanted.epoch) ~= ARGV[7] then return refused('no-permit') end
if not of(gate, 'postedAt') then return refused('not-posted') end
if counted() < of(gate, 'policy').quorum then return refused('no-quorum') end
if lost() then return refused('lost-data') end
if redis.call('EXISTS', KEYS[6]) == 1 then return refused('frozen') end
local installation = redis.call('GET', KEYS[5])
if not installation or installation ~= ARGV[10] then return refused('other-installation') end
redis.call('HSET', gate, 'consumedAt', text(now))
move('running')
return {'claimed'}
`);

/**
 * One job whose time may be over; a worker that holds the lease decides itself, by its claim.
 * ARGV … sentence (JSON)
 */
export const EXPIRE_GATE = gateScript(`
local owner, ends = unpack(redis.call('HMGET', lease, 'owner', 'until'))
if not undecided or now < deadline() then return {'kept'} end
if state == 'permit-wanted' and tonumber(ends or '0') > now then return {'kept'} end
move('expired', 'sentence', ARGV[6])
return {'expired'}
`);

/** Creates the id only where there is none; answers the one that holds. KEYS installation · ARGV notAfter, id */
export const CREATE_INSTALLATION = script(`
redis.call('SET', KEYS[1], ARGV[2], 'NX')
return {redis.call('GET', KEYS[1])}
`);
