import { decidingScript, script } from './script.js';

/**
 * One change job for the whole deployment, since the CMS is one (design 8). The hold of a job that is not open any more
 * holds nothing, and nobody gets one of a Redis that lost data. KEYS changing, open · ARGV notAfter, id
 */
export const HOLD_DEPLOYMENT = decidingScript(`
if lost() then return {'lost'} end
local holder = redis.call('GET', KEYS[1])
if holder and holder ~= ARGV[2] and redis.call('ZSCORE', KEYS[2], holder) then return {'held', holder} end
count()
redis.call('SET', KEYS[1], ARGV[2])
return {'ours', ARGV[2]}
`);

/** KEYS none · ARGV notAfter */
export const NOW = script(`
return {text(now)}
`);

/** KEYS moved · ARGV notAfter, side, job */
export const PUT_MOVE = script(`
redis.call('HSET', KEYS[1], 'to', ARGV[2], 'job', ARGV[3], 'at', text(now))
return {'kept'}
`);
