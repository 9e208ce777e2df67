import { decidingScript } from './script.js';

/**
 * KEYS job, open, recent, threads, trigger
 * ARGV notAfter, id, '1' when open, trigger lifetime (ms, 0 = no trigger), wake channel, retention (ms), then field, value …
 */
export const CREATE_JOB = decidingScript(`
local lifetime = tonumber(ARGV[4])
if lifetime > 0 then
  local first = redis.call('GET', KEYS[5])
  if first then return {'replayed', first} end
end
if redis.call('EXISTS', KEYS[1]) == 1 then return {'exists'} end
count()
local fields = {'revision', '1', 'askedAt', text(now), 'changedAt', text(now)}
for i = 7, #ARGV do fields[#fields + 1] = ARGV[i] end
redis.call('HSET', KEYS[1], unpack(fields))
if ARGV[3] == '1' then
  redis.call('ZADD', KEYS[2], text(now), ARGV[2])
else
  redis.call('PEXPIRE', KEYS[1], ARGV[6])
end
redis.call('LPUSH', KEYS[3], ARGV[2])
redis.call('LTRIM', KEYS[3], 0, 199)
redis.call('ZADD', KEYS[4], text(now), ARGV[2])
if lifetime > 0 then redis.call('SET', KEYS[5], ARGV[2], 'PX', ARGV[4]) end
redis.call('PUBLISH', ARGV[5], cjson.encode({job = ARGV[2], revision = 1}))
return {'created'}
`);

/**
 * The one place where a record changes: compare-and-set on state, revision and lease.
 * KEYS job, open, lease, gate
 * ARGV notAfter, id, schema, from, to, '1' when to is closed, revision or '', lease owner or '', lease epoch, wake channel,
 *      retention (ms), then field, value … ('' removes the field)
 */
export const MOVE_JOB = decidingScript(`
local state, found, schema = unpack(redis.call('HMGET', KEYS[1], 'state', 'revision', 'schema'))
if not state then return {'missing'} end
if schema ~= ARGV[3] then return {'schema', schema or 'none'} end
if state ~= ARGV[4] or (ARGV[7] ~= '' and ARGV[7] ~= found) then return {'conflict', state, found} end
if ARGV[8] ~= '' then
  local owner, epoch, untilTime = unpack(redis.call('HMGET', KEYS[3], 'owner', 'epoch', 'until'))
  if owner ~= ARGV[8] or epoch ~= ARGV[9] or tonumber(untilTime or '0') <= now then return {'lease'} end
end
count()
local revision = text(tonumber(found) + 1)
redis.call('HSET', KEYS[1], 'state', ARGV[5], 'revision', revision, 'changedAt', text(now))
for i = 12, #ARGV, 2 do
  if ARGV[i + 1] == '' then redis.call('HDEL', KEYS[1], ARGV[i])
  else redis.call('HSET', KEYS[1], ARGV[i], ARGV[i + 1]) end
end
if ARGV[6] == '1' then
  redis.call('ZREM', KEYS[2], ARGV[2])
  redis.call('PEXPIRE', KEYS[1], ARGV[11])
  redis.call('PEXPIRE', KEYS[3], ARGV[11])
  redis.call('PEXPIRE', KEYS[4], ARGV[11])
end
redis.call('PUBLISH', ARGV[10], cjson.encode({job = ARGV[2], revision = tonumber(revision)}))
local answer = {'moved'}
for _, value in ipairs(redis.call('HGETALL', KEYS[1])) do answer[#answer + 1] = value end
return answer
`);
