import { decidingScript, script } from './script.js';

/**
 * Whether this Redis lost data, as far as this process or another has found.
 * KEYS none · ARGV notAfter
 */
export const LOST = decidingScript(`
if not lost() then return {'whole'} end
local at, what, found, known, told = unpack(redis.call('HMGET', lostKey, 'at', 'what', 'found', 'known', 'told'))
return {'lost', at, what, found, known, told or ''}
`);

/** The channel was told of this loss. KEYS lost · ARGV notAfter, when it was found */
export const TOLD_LOST = script(`
if redis.call('HGET', KEYS[1], 'at') == ARGV[2] then redis.call('HSET', KEYS[1], 'told', '1') end
return {'told'}
`);

/** A named person answers for it from now on. KEYS none · ARGV notAfter */
export const ADOPT_LOST = decidingScript(`
count()
return {redis.call('DEL', lostKey) == 1 and 'adopted' or 'was whole'}
`);
