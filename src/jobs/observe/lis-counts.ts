import { z } from 'zod';
import { getCsLisLocation } from '../../powershell/cmdlets/get-cs-lis-location.js';
import { getCsLisPort } from '../../powershell/cmdlets/get-cs-lis-port.js';
import { getCsLisSubnet } from '../../powershell/cmdlets/get-cs-lis-subnet.js';
import { getCsLisSwitch } from '../../powershell/cmdlets/get-cs-lis-switch.js';
import { getCsLisWirelessAccessPoint } from '../../powershell/cmdlets/get-cs-lis-wireless-access-point.js';
import type { ReadPort } from '../../powershell/types.js';

/** How many entries the LIS of the CMS has, by kind. */
export const LisCounts = z.record(z.enum(['subnets', 'switches', 'ports', 'waps', 'locations']), z.int().min(0));
export type LisCounts = z.infer<typeof LisCounts>;

/** All five counts of the CMS the session is connected to. Throws SfbError when one cannot be read. */
export async function readLisCounts(ps: ReadPort): Promise<LisCounts> {
  const [subnets, switches, ports, waps, locations] = await Promise.all([
    ps.read(getCsLisSubnet, {}, 'jump'),
    ps.read(getCsLisSwitch, {}, 'jump'),
    ps.read(getCsLisPort, {}, 'jump'),
    ps.read(getCsLisWirelessAccessPoint, {}, 'jump'),
    ps.read(getCsLisLocation, {}, 'jump'),
  ]);
  return {
    subnets: subnets.rows.length,
    switches: switches.rows.length,
    ports: ports.rows.length,
    waps: waps.rows.length,
    locations: locations.rows.length,
  };
}

export function countsText(counts: LisCounts): string {
  return Object.entries(counts)
    .map(([kind, count]) => `${count} ${kind}`)
    .join(', ');
}
