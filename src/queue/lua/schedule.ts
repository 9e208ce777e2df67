import { script } from './script.js';

/** KEYS scheduled · ARGV notAfter, day, time of day */
export const PUT_SCHEDULED = script(`
redis.call('HSET', KEYS[1], 'day', ARGV[2], 'at', ARGV[3])
return {'kept'}
`);

/** KEYS scheduled · ARGV notAfter */
export const FORGET_SCHEDULED = script(`
redis.call('DEL', KEYS[1])
return {'forgotten'}
`);

/** KEYS scheduled · ARGV notAfter; the time, then day and time of day where there are any */
export const GET_SCHEDULED = script(`
local day, at = unpack(redis.call('HMGET', KEYS[1], 'day', 'at'))
if not day then return {text(now)} end
return {text(now), day, at}
`);
