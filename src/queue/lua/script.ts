declare const lua: unique symbol;

/** The text of a script whose first argument is the time (ms, by Redis) after which it must do nothing. */
export type Script = string & { readonly [lua]: true };

/** Every script knows `now` (ms, by Redis) and answers a flat list of strings whose first names what happened. */
const PRELUDE = `
local clock = redis.call('TIME')
local now = clock[1] * 1000 + math.floor(clock[2] / 1000)
local function text(number) return string.format('%.0f', number) end
if now > tonumber(string.match(ARGV[1], '^%d+')) then return {'late'} end
`;

export function script(body: string): Script {
  return (PRELUDE + body) as Script;
}

declare const deciding: unique symbol;

/** The text of a script that changes what a job is or who may change something: `Deciding` of link.ts runs it. */
export type DecidingScript = string & { readonly [deciding]: true };

/**
 * KEYS … witnesses, lost; ARGV[1] `notAfter id seen`. `count()` counts a decision of this process; a process whose earlier
 * decisions are not all here finds that Redis lost data, and says so for everybody. Answers the count before the rest.
 */
const DECIDING = `
local witnesses, lostKey = KEYS[#KEYS - 1], KEYS[#KEYS]
local witness, seen = string.match(ARGV[1], '^%d+ (%x+) (%d+)$')
local counted = tonumber(redis.call('HGET', witnesses, witness) or '0')
local function lose(what, found, known)
  if redis.call('EXISTS', lostKey) == 0 then
    redis.call('HSET', lostKey, 'at', text(now), 'what', what, 'found', text(found), 'known', text(known))
  end
end
if counted < tonumber(seen) then
  lose('decisions', counted, tonumber(seen))
  counted = tonumber(seen)
  redis.call('HSET', witnesses, witness, seen)
end
local function lost() return redis.call('EXISTS', lostKey) == 1 end
local first = true
local function count()
  if first then counted = redis.call('HINCRBY', witnesses, witness, 1) end
  first = false
end
local function decide()
`;

const ANSWER = `
end
local answer = decide()
table.insert(answer, 1, text(counted))
return answer
`;

export function decidingScript(body: string): DecidingScript {
  return (PRELUDE + DECIDING + body + ANSWER) as DecidingScript;
}
