import { decidingScript, script } from './script.js';

/**
 * A target that was fenced for this job by a lease that Redis does not know is proof that Redis lost data.
 * KEYS lease, open · ARGV notAfter, id, owner, lifetime (ms), highest epoch known elsewhere, highest one of this very job
 */
export const TAKE_LEASE = decidingScript(`
if not redis.call('ZSCORE', KEYS[2], ARGV[2]) then return {'closed'} end
local untilTime, before = unpack(redis.call('HMGET', KEYS[1], 'until', 'epoch'))
if tonumber(untilTime or '0') > now then return {'held'} end
if tonumber(before or '0') < tonumber(ARGV[6]) then lose('lease', tonumber(before or '0'), tonumber(ARGV[6])) end
count()
local epoch = text(math.max(tonumber(before or '0'), tonumber(ARGV[5])) + 1)
local ends = text(now + tonumber(ARGV[4]))
redis.call('HSET', KEYS[1], 'owner', ARGV[3], 'epoch', epoch, 'until', ends)
return {'taken', epoch}
`);

/** A lease that has run out is lost even if nobody else took it. KEYS lease · ARGV notAfter, owner, epoch, lifetime (ms) */
export const RENEW_LEASE = script(`
local owner, epoch, untilTime = unpack(redis.call('HMGET', KEYS[1], 'owner', 'epoch', 'until'))
if owner ~= ARGV[2] or epoch ~= ARGV[3] or tonumber(untilTime or '0') <= now then return {'lost'} end
redis.call('HSET', KEYS[1], 'until', text(now + tonumber(ARGV[4])))
return {'renewed'}
`);

/** The epoch stays, so that the next one is higher. KEYS lease · ARGV notAfter, owner, epoch */
export const RELEASE_LEASE = script(`
local owner, epoch, untilTime = unpack(redis.call('HMGET', KEYS[1], 'owner', 'epoch', 'until'))
if owner ~= ARGV[2] or epoch ~= ARGV[3] then return {'lost'} end
if tonumber(untilTime or '0') <= now then return {'lost'} end
redis.call('HSET', KEYS[1], 'until', text(now))
return {'released'}
`);

/**
 * Who works on what, of every open job at one moment: now, then id, state, changed, lease until, rung (ms, '0' = never).
 * KEYS open · ARGV notAfter, prefix
 */
export const SURVEY = script(`
local answer = {text(now)}
for _, id in ipairs(redis.call('ZRANGE', KEYS[1], 0, -1)) do
  local state, changed = unpack(redis.call('HMGET', ARGV[2] .. 'job:' .. id, 'state', 'changedAt'))
  local untilTime = redis.call('HGET', ARGV[2] .. 'lease:' .. id, 'until')
  local rung = redis.call('HGET', ARGV[2] .. 'ring:' .. id, 'at')
  for _, value in ipairs({id, state or '', changed or '0', untilTime or '0', rung or '0'}) do
    answer[#answer + 1] = value
  end
end
return answer
`);

/** KEYS ring · ARGV notAfter, lifetime (ms) */
export const RUNG = script(`
redis.call('HSET', KEYS[1], 'at', text(now))
redis.call('PEXPIRE', KEYS[1], ARGV[2])
return {'noted'}
`);
