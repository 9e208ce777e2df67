import { CmsService, type Pair, type Side, serverOf } from '../domain.js';
import { getCsWindowsService } from '../powershell/cmdlets/get-cs-windows-service.js';
import { listed, shortServer } from '../report.js';
import { onBoth } from './run.js';
import type { BySide, Check, Reading } from './types.js';

/** Every service each server lists, and the server an open job has fenced. */
export interface CmsServicesFacts {
  readonly fenced: Side | undefined;
  readonly services: BySide<Reading<readonly { readonly Name: string; readonly Status: string }[]>>;
}

export const cmsServices: Check<CmsServicesFacts> = {
  id: 'cms-services',
  title: 'MASTER, FTA, REPLICA and LYNCBACKUP run on both servers',
  why: 'A move of the CMS needs all four on both sides; a stopped one shows only when the move is half done.',
  severity: { planned: 'blocks', disaster: 'warns', failback: 'blocks', recover: 'warns' },

  async gather({ ps, fenced }) {
    const services = await onBoth(async (side) => (await ps.read(getCsWindowsService, {}, side)).rows);
    return { fenced, services };
  },

  judge({ fenced, services }, pair) {
    const sides = (['primary', 'backup'] as const).filter((side) => side !== fenced);
    const stopped = sides.flatMap((side) => faults(services[side], pair, side).stopped);
    const unread = sides.flatMap((side) => faults(services[side], pair, side).unread);
    if (stopped.length > 0) {
      const fix = 'Read the status first: while it is not single, do not start or restart anything.';
      return { status: 'fail', sentence: `Not running: ${listed(stopped)}.`, fix };
    }
    if (unread.length > 0) {
      const fix = `Run Get-CsWindowsService by hand on ${sides.map((side) => serverOf(pair, side)).join(' and ')}.`;
      return { status: 'unknown', sentence: `Not read: ${listed(unread)}.`, fix };
    }
    const where = listed(sides.map((side) => shortServer(pair, side)));
    const aside =
      fenced === undefined ? '' : `; ${shortServer(pair, fenced)} is fenced, its services are expected to be off`;
    return { status: 'pass', sentence: `MASTER, FTA, REPLICA and LYNCBACKUP run on ${where}${aside}.` };
  },
};

function faults(reading: CmsServicesFacts['services'][Side], pair: Pair, side: Side) {
  const server = shortServer(pair, side);
  if (!reading.ok) return { stopped: [], unread: [`the services of ${server} (${reading.reason})`] };
  const found = CmsService.options.map((name) => ({ name, status: statusOf(reading.value, name) }));
  return {
    stopped: found
      .filter(({ status }) => status !== undefined && status !== 'Running')
      .map(({ name, status }) => `${name} on ${server} (${status})`),
    unread: found.filter(({ status }) => status === undefined).map(({ name }) => `${name} on ${server} (not listed)`),
  };
}

function statusOf(services: readonly { readonly Name: string; readonly Status: string }[], name: string) {
  return services.find((service) => service.Name.toUpperCase() === name)?.Status;
}
