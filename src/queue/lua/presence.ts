import { decidingScript, script } from './script.js';

/** KEYS workers, info · ARGV notAfter, worker, lifetime (ms), what it says of itself (JSON) */
export const BEAT = script(`
for _, gone in ipairs(redis.call('ZRANGEBYSCORE', KEYS[1], '-inf', text(now))) do
  redis.call('ZREM', KEYS[1], gone)
  redis.call('HDEL', KEYS[2], gone)
end
redis.call('ZADD', KEYS[1], text(now + tonumber(ARGV[3])), ARGV[2])
redis.call('HSET', KEYS[2], ARGV[2], ARGV[4])
return {'heard'}
`);

/** KEYS workers, info · ARGV notAfter, worker */
export const LEAVE = script(`
redis.call('ZREM', KEYS[1], ARGV[2])
redis.call('HDEL', KEYS[2], ARGV[2])
return {'left'}
`);

/** Answers id and info of each worker. KEYS workers, info · ARGV notAfter */
export const LIST_WORKERS = script(`
local answer = {'workers'}
for _, id in ipairs(redis.call('ZRANGEBYSCORE', KEYS[1], '(' .. text(now), '+inf')) do
  answer[#answer + 1] = id
  answer[#answer + 1] = redis.call('HGET', KEYS[2], id) or '{}'
end
return answer
`);

/**
 * Announces nothing while another digest is alive, so that of two that start together only one wins.
 * Otherwise answers that member and for how many milliseconds it still counts.
 * KEYS digests · ARGV notAfter, member, its digest, lifetime (ms)
 */
export const ANNOUNCE_DIGEST = script(`
redis.call('ZREMRANGEBYSCORE', KEYS[1], '-inf', text(now))
for _, member in ipairs(redis.call('ZRANGE', KEYS[1], 0, -1)) do
  if string.sub(member, -string.len(ARGV[3])) ~= ARGV[3] then
    return {'other', member, text(redis.call('ZSCORE', KEYS[1], member) - now)}
  end
end
redis.call('ZADD', KEYS[1], text(now + tonumber(ARGV[4])), ARGV[2])
return {'announced'}
`);

/** KEYS digests · ARGV notAfter, member */
export const WITHDRAW_DIGEST = script(`
redis.call('ZREM', KEYS[1], ARGV[2])
return {'withdrawn'}
`);

/** KEYS digests · ARGV notAfter */
export const LIST_DIGESTS = script(`
local answer = {'digests'}
for _, member in ipairs(redis.call('ZRANGEBYSCORE', KEYS[1], '(' .. text(now), '+inf')) do
  answer[#answer + 1] = member
end
return answer
`);

/** KEYS freeze · ARGV notAfter, who (JSON), reason */
export const FREEZE = decidingScript(`
count()
redis.call('HSET', KEYS[1], 'by', ARGV[2], 'reason', ARGV[3], 'at', text(now))
return {'frozen'}
`);

/** KEYS freeze · ARGV notAfter */
export const THAW = decidingScript(`
count()
return {redis.call('DEL', KEYS[1]) == 1 and 'thawed' or 'was not frozen'}
`);
