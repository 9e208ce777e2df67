import { type PreflightInput, runPreflight } from '../../src/jobs/preflight.js';
import type { CmdletUseName } from '../../src/powershell/cmdlets/index.js';
import { createPort, pair, READ_AT, type World } from '../checks/port.js';

export type Changes = Partial<Record<CmdletUseName, World>>;

/** Runs a preflight against a world; time passes only in `sleep`. */
export async function preflight(world: World, more: Partial<PreflightInput> = {}) {
  let minutes = 0;
  const now = () => Date.parse(READ_AT) + minutes * 60_000;
  const { ps: port, calls, changes } = createPort((call) => world(call));
  // The clock of the targets goes with ours.
  const ps: typeof port = {
    change: port.change,
    read: async (...call) => ({ ...(await port.read(...call)), at: new Date(now()).toISOString() }),
  };
  const { report, reading } = await runPreflight({
    ps,
    pair,
    lab: false,
    settleMinutes: 20,
    previous: undefined,
    jump: 'jump.domain.local',
    mode: 'planned',
    sync: false,
    clock: () => new Date(now()),
    sleep: async (ms) => {
      minutes += ms / 60_000;
    },
    renew: () => undefined,
    ...more,
  });
  return { report, reading, calls, changes, minutes };
}

export const TWO_MASTERS: Changes = { 'get-sfb-xds-state': () => [{ Name: 'CurrentState', Value: 0 }] };
export const NO_ADMIN: Changes = { 'get-sfb-local-admin': () => [{ LocalAdmin: false }] };
