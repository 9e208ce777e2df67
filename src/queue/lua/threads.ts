import { script } from './script.js';

/** KEYS status list · ARGV notAfter, report (JSON) */
export const PUT_STATUS = script(`
redis.call('LPUSH', KEYS[1], text(now) .. ' ' .. ARGV[2])
redis.call('LTRIM', KEYS[1], 0, 1)
return {'kept'}
`);

/** Answers the time and the readings. KEYS status list · ARGV notAfter */
export const GET_STATUS = script(`
local answer = {text(now)}
for _, reading in ipairs(redis.call('LRANGE', KEYS[1], 0, 1)) do answer[#answer + 1] = reading end
return answer
`);

/** KEYS posted · ARGV notAfter, message key, what was sent (JSON) */
export const SAVE_POSTED = script(`
redis.call('HSET', KEYS[1], ARGV[2], ARGV[3])
return {'saved'}
`);

/** KEYS threads, posted · ARGV notAfter, id, retention (ms) */
export const THREAD_COMPLETE = script(`
redis.call('ZREM', KEYS[1], ARGV[2])
redis.call('PEXPIRE', KEYS[2], ARGV[3])
return {'complete'}
`);

/** KEYS renderer · ARGV notAfter, owner, lifetime (ms) */
export const TAKE_RENDERER = script(`
local owner = redis.call('GET', KEYS[1])
if owner and owner ~= ARGV[2] then return {'held'} end
redis.call('SET', KEYS[1], ARGV[2], 'PX', ARGV[3])
return {'taken'}
`);

/** KEYS renderer · ARGV notAfter, owner */
export const RELEASE_RENDERER = script(`
if redis.call('GET', KEYS[1]) == ARGV[2] then redis.call('DEL', KEYS[1]) end
return {'released'}
`);
