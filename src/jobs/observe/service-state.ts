import { z } from 'zod';
import { type Side, serverOf } from '../../domain.js';
import { getCsWindowsService } from '../../powershell/cmdlets/get-cs-windows-service.js';
import type { ReadPort } from '../../powershell/types.js';
import { defineObserver } from '../change.js';

const Args = z.object({ name: z.string(), status: z.enum(['Running', 'Stopped']) });

/** One Windows service of the server that is active now: it is as the step wanted it. */
export const serviceState = defineObserver({
  name: 'service-state',
  before: z.object({ status: z.string() }),

  async readBefore(ps, { to, args }) {
    return { status: await statusOf(ps, to, Args.parse(args).name) };
  },

  async observe(ps, { pair, to, args }, before) {
    const { name, status } = Args.parse(args);
    const now = await statusOf(ps, to, name);
    const sentence = `${name} on ${serverOf(pair, to)} is ${now}; before it was ${before.status}.`;
    if (now === status) return { seen: 'happened', sentence };
    return { seen: now === before.status ? 'not-happened' : 'cant-tell', sentence };
  },
});

async function statusOf(ps: ReadPort, on: Side, name: string): Promise<string> {
  const { rows } = await ps.read(getCsWindowsService, {}, on);
  const row = rows.find((one) => one.Name.toUpperCase() === name);
  if (row === undefined) throw new Error(`${name} is not in the list of services`);
  return row.Status;
}
