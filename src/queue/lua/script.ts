declare const lua: unique symbol;

/** The text of a script whose first argument is the time (ms, by Redis) after which it must do nothing. */
export type Script = string & { readonly [lua]: true };

/** Every script knows `now` (ms, by Redis) and answers a flat list of strings whose first names what happened. */
const PRELUDE = `
local clock = redis.call('TIME')
local now = clock[1] * 1000 + math.floor(clock[2] / 1000)
local function text(number) return string.format('%.0f', number) end
if now > tonumber(ARGV[1]) then return {'late'} end
`;

export function script(body: string): Script {
  return (PRELUDE + body) as Script;
}
