import { CmsService, type Pair, type Side, serverOf, sideOf } from '../domain.js';
import { getCsRegistrarConfiguration } from '../powershell/cmdlets/get-cs-registrar-configuration.js';
import { getCsWindowsService } from '../powershell/cmdlets/get-cs-windows-service.js';
import { listed, shortServer } from '../report.js';
import { attempt, onBoth } from './run.js';
import type { BySide, Check, Reading } from './types.js';

/**
 * Every service each server lists. `to`: where a move would take the CMS, if one is asked about. `away`: the servers whose
 * pool is failed over; none where no reading shows it.
 */
export interface CmsServicesFacts {
  readonly to: Side | undefined;
  readonly away: readonly Side[];
  readonly services: BySide<Reading<readonly { readonly Name: string; readonly Status: string }[]>>;
}

const SIDES: readonly Side[] = ['primary', 'backup'];

export const cmsServices: Check<CmsServicesFacts> = {
  id: 'cms-services',
  title: 'MASTER, FTA, REPLICA and LYNCBACKUP run on both servers',
  why: 'A move of the CMS needs all four on both sides; a stopped one shows only when the move is half done.',
  severity: { planned: 'blocks', disaster: 'warns', failback: 'blocks', recover: 'warns' },

  async gather({ ps, pair, to }) {
    const services = await onBoth(async (side) => (await ps.read(getCsWindowsService, {}, side)).rows);
    // Only what is stopped is excused by a pool that is failed over.
    const asked = SIDES.some((side) => faults(services[side], pair, side).stopped.length > 0);
    const pools = await attempt(async () =>
      asked ? (await ps.read(getCsRegistrarConfiguration, {}, 'jump')).rows : [],
    );
    const gone = pools.ok ? pools.value.filter(({ PoolState }) => PoolState === 'FailedOver') : [];
    const away = SIDES.filter((side) => gone.some(({ Identity }) => sideOf(pair, Identity) === side));
    return { to, away, services };
  },

  judge({ to, away, services }, pair) {
    const seen = SIDES.map((side) => ({
      ...faults(services[side], pair, side),
      // A pool that is failed over may have been stopped by that; who is moved to needs all four (domain-notes 2).
      expected: away.includes(side) && side !== to,
    }));
    const stopped = seen.flatMap((one) => (one.expected ? [] : one.stopped));
    const unread = seen.flatMap((one) => one.unread);
    if (stopped.length > 0) {
      const fix = 'Read the status first: while it is not single, do not start or restart anything.';
      return { status: 'fail', sentence: `Not running: ${listed(stopped)}.`, fix };
    }
    if (unread.length > 0) {
      const fix = `Run Get-CsWindowsService by hand on ${pair.primary} and ${pair.backup}.`;
      return { status: 'unknown', sentence: `Not read: ${listed(unread)}.`, fix };
    }
    const off = seen.flatMap((one) => (one.expected ? one.stopped : []));
    if (off.length > 0) {
      const pools = listed(away.map((side) => serverOf(pair, side)));
      const sentence = `Not running: ${listed(off)}; that may be because ${pools} is failed over.`;
      return { status: 'warn', sentence, fix: 'They have to run again before anything is moved back.' };
    }
    return {
      status: 'pass',
      sentence: `MASTER, FTA, REPLICA and LYNCBACKUP run on ${listed(SIDES.map((side) => shortServer(pair, side)))}.`,
    };
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
