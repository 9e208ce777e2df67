import { unlink } from 'node:fs/promises';
import { basename, join } from 'node:path';
import type { Manifest } from '../../backup-set.js';
import type { Pair, Side } from '../../domain.js';
import { serverOf, sideOf } from '../../domain.js';
import { errorText, SfbError } from '../../errors.js';
import { exportCsConfiguration } from '../../powershell/cmdlets/export-cs-configuration.js';
import { exportCsConfigurationLocalStore } from '../../powershell/cmdlets/export-cs-configuration-local-store.js';
import { exportCsLisConfiguration } from '../../powershell/cmdlets/export-cs-lis-configuration.js';
import { exportCsRgsConfiguration } from '../../powershell/cmdlets/export-cs-rgs-configuration.js';
import { getCsRgsWorkflow } from '../../powershell/cmdlets/get-cs-rgs-workflow.js';
import { getCsServerPatchVersion } from '../../powershell/cmdlets/get-cs-server-patch-version.js';
import { getCsServiceApplicationServer } from '../../powershell/cmdlets/get-cs-service-application-server.js';
import { getCsTopologyAsXml } from '../../powershell/cmdlets/get-cs-topology-as-xml.js';
import { getCsTopologyLocalStore } from '../../powershell/cmdlets/get-cs-topology-local-store.js';
import type { SafeChangePort } from '../../powershell/types.js';
import { parseTopology, type Topology } from '../../topology.js';
import { isAuditFault } from '../audited.js';
import { settle, unwritable, writeNew } from './files.js';
import { readZip, type ZipFacts } from './zip.js';

/** What lies in a draft, verified, and what does not and why. */
export interface Draft {
  readonly names: string[];
  readonly absent: Manifest['absent'];
  /** Worth a look, one sentence each. */
  readonly mind: string[];
  /** Sides that the exported CMS marks active. */
  active: Side[];
}

export interface ExportInput {
  readonly ps: SafeChangePort;
  readonly pair: Pair;
  /** The one server that holds the CMS; undefined when that is not certain, and then whatever can be read is kept. */
  readonly holder: Side | undefined;
  /** Another way of writing, for a test of a share that fills up. */
  readonly write?: typeof writeNew;
}

/**
 * Exports everything into `folder` and opens what was written. Throws SfbError: the CMS or the LIS of a pair in order could
 * not be exported, is not whole or names another server. Throws what the share says when nothing can be written there.
 */
export async function exportInto(folder: string, input: ExportInput, draft: Draft): Promise<void> {
  const { ps, pair, holder, write = writeNew } = input;
  const required = holder !== undefined;
  await part('CMS', required, folder, 'cms.zip', draft, async (FileName) => {
    await ps.change(exportCsConfiguration, { FileName }, 'jump');
    await settle(FileName);
    await verifyCms(FileName, input, draft);
  });
  await part('LIS', required, folder, 'lis.zip', draft, async (FileName) => {
    await ps.change(exportCsLisConfiguration, { FileName }, 'jump');
    await settle(FileName);
    verifyOther('lis.zip', 'the LIS', await readZip(FileName, []), draft);
  });
  await exportRgs(folder, input, draft);
  for (const side of ['primary', 'backup'] as const) {
    const server = serverOf(pair, side);
    await part(`RTCLOCAL of ${server}`, false, folder, `${server}-local.zip`, draft, async (path) => {
      const { rows } = await ps.change(exportCsConfigurationLocalStore, {}, side);
      const [bytes] = rows;
      if (bytes === undefined || bytes.length === 0) throw new SfbError('BAD_OUTPUT', 'the export gave no bytes');
      await write(path, bytes);
      await verifyLocalStore(path, side, input, draft);
    });
  }
  await part('topology', false, folder, 'topology.xml', draft, async (path) => {
    const { rows } = await ps.read(getCsTopologyAsXml, {}, 'jump');
    const xml = rows[0] ?? '';
    const found = parseTopology(xml);
    requireBoth(pair, found);
    await write(path, xml);
    const active = sidesOf(pair, found);
    if (draft.active.length === 0) draft.active = active;
    else if (active.join() !== draft.active.join()) {
      const [zip, now] = [draft.active, active].map((sides) => named(pair, sides));
      draft.mind.push(`cms.zip marks ${zip} as active, and topology.xml, read after it, ${now}.`);
    }
  });
  if (!draft.names.some((name) => name.endsWith('.zip'))) {
    throw new SfbError('CMDLET_FAILED', `nothing could be exported: ${draft.absent.map(({ why }) => why).join('; ')}`);
  }
}

/** One file of a set. What may be missing is noted as absent, and the half file removed. */
async function part(
  what: string,
  required: boolean,
  folder: string,
  name: string,
  draft: Draft,
  make: (path: string) => Promise<void>,
): Promise<void> {
  const path = join(folder, name);
  try {
    await make(path);
    draft.names.push(name);
  } catch (error) {
    // On a share that takes nothing more this copy cannot become whole.
    if (unwritable(error) !== undefined) throw error;
    const lost = error instanceof SfbError && ['NO_ANSWER', 'CMDLET_TIMEOUT'].includes(error.code);
    const text = errorText(error).replace(/\s+/g, ' ').trim().replace(/\.$/, '');
    const wrong = error instanceof SfbError && error.code === 'BAD_OUTPUT';
    const why = wrong ? `${name} ${text}` : text;
    const told = wrong ? why : `${what}: ${why}`;
    // A cmdlet that may still run must not find its folder gone, nothing may be read as finished, and without an audit
    // nothing more is exported.
    if (required || lost || isAuditFault(error))
      throw new SfbError(error instanceof SfbError ? error.code : 'UNAVAILABLE', told, { cause: error });
    await unlink(path).catch(() => undefined);
    draft.absent.push({ what, why });
    draft.mind.push(`${what} is not in the set: ${why}.`);
  }
}

async function verifyCms(path: string, { pair, holder }: ExportInput, draft: Draft): Promise<void> {
  const facts = await readConfiguration(path, pair);
  if (!facts.entries.includes('DocItemSet.xml')) draft.mind.push('cms.zip has no DocItemSet.xml.');
  if (facts.topology === undefined) {
    draft.mind.push('cms.zip holds no topology in a form known here; who is active was read from topology.xml.');
    return;
  }
  draft.active = sidesOf(pair, facts.topology);
  if (holder === undefined) return;
  requireBoth(pair, facts.topology);
  if (draft.active.length !== 1 || draft.active[0] !== holder) {
    const truth = serverOf(pair, holder);
    throw new SfbError('BAD_OUTPUT', `marks ${named(pair, draft.active)} as active, and every witness names ${truth}`);
  }
}

/** What an export of a store holds. Throws SfbError BAD_OUTPUT: it is not whole, no XML, or not of this pair. */
async function readConfiguration(path: string, pair: Pair): Promise<ZipFacts> {
  const facts = await readZip(path, [pair.primary, pair.backup]);
  if (facts.xml === 0) throw new SfbError('BAD_OUTPUT', 'holds nothing that is XML');
  const missing = [pair.primary, pair.backup].filter((server) => !facts.names.has(server));
  if (missing.length > 0) throw new SfbError('BAD_OUTPUT', `does not name ${missing.join(' or ')}`);
  return facts;
}

/**
 * Nothing in such an export names the server it is of (sfb-facts 3.14), and in good order both are alike. Where the two
 * stores differ in who is active, the server's own RTCLOCAL tells whose this one is.
 */
async function verifyLocalStore(path: string, side: Side, { ps, pair }: ExportInput, draft: Draft): Promise<void> {
  const { topology } = await readConfiguration(path, pair);
  const file = basename(path);
  if (topology === undefined) {
    draft.mind.push(`${file} holds no topology in a form known here; whose it is was not compared.`);
    return;
  }
  const says = await ps.read(getCsTopologyLocalStore, {}, side).then(
    ({ rows }) => parseTopology(rows[0] ?? ''),
    (error: unknown) => errorText(error).replace(/\.$/, ''),
  );
  if (typeof says === 'string') {
    draft.mind.push(`${file} was not compared with RTCLOCAL of ${serverOf(pair, side)}: ${says}.`);
    return;
  }
  const [found, wanted] = [topology, says].map((one) => named(pair, sidesOf(pair, one)));
  if (found === wanted) return;
  const truth = `marks ${found} as active, and RTCLOCAL of ${serverOf(pair, side)} ${wanted}: it is of another server`;
  throw new SfbError('BAD_OUTPUT', truth);
}

/** How LIS and Response Groups lie in their zips is not documented, so only what surely is something else is refused. */
function verifyOther(name: string, what: string, { xml, topology }: ZipFacts, draft: Draft): void {
  if (topology !== undefined) {
    throw new SfbError('BAD_OUTPUT', `holds a topology: it is an export of the CMS and not of ${what}`);
  }
  if (xml === 0) draft.mind.push(`${name} holds no XML; on this site its format is not known yet.`);
}

function named(pair: Pair, sides: readonly Side[]): string {
  return sides.map((side) => serverOf(pair, side)).join(' and ') || 'no server';
}

function requireBoth(pair: Pair, { pools }: Topology): void {
  const missing = [pair.primary, pair.backup].filter((server) => !pools.includes(server));
  if (missing.length > 0) throw new SfbError('BAD_OUTPUT', `does not name ${missing.join(' or ')}`);
}

function sidesOf(pair: Pair, { active }: Topology): Side[] {
  return active.flatMap((pool) => sideOf(pair, pool) ?? []);
}

/** Pools of this pair that have any Response Group workflow; the cmdlet fails for a pool without. */
async function exportRgs(folder: string, { ps, pair }: ExportInput, draft: Draft): Promise<void> {
  let pools: readonly string[];
  try {
    const { rows } = await ps.read(getCsServiceApplicationServer, {}, 'jump');
    pools = rows.map(({ PoolFqdn }) => PoolFqdn.toLowerCase());
  } catch (error) {
    draft.absent.push({ what: 'RGS', why: `pools not read: ${errorText(error)}` });
    draft.mind.push(`Whether there are Response Groups is not known: ${errorText(error)}`);
    return;
  }
  for (const pool of [pair.primary, pair.backup]) {
    const what = `RGS of ${pool}`;
    if (!pools.includes(pool)) {
      draft.absent.push({ what, why: 'the pool has no ApplicationServer' });
      continue;
    }
    const Identity = `service:ApplicationServer:${pool}`;
    const found = await ps.read(getCsRgsWorkflow, { Identity }, 'jump').catch((error: unknown) => errorText(error));
    if (typeof found !== 'string' && found.rows.length === 0) {
      draft.absent.push({ what, why: 'the pool has no workflow' });
      continue;
    }
    if (typeof found === 'string') {
      draft.absent.push({ what, why: found });
      draft.mind.push(`${what} is not in the set: ${found}`);
      continue;
    }
    await part(what, false, folder, `${pool}-rgs.zip`, draft, async (FileName) => {
      await ps.change(exportCsRgsConfiguration, { Source: Identity, FileName }, 'jump');
      await settle(FileName);
      const name = `${pool}-rgs.zip`;
      const facts = await readZip(FileName, [pair.primary, pair.backup]);
      verifyOther(name, 'the Response Groups', facts, draft);
      // Groups that a failover brought along keep their owner, so this is no proof of a wrong file.
      const other = pool === pair.primary ? pair.backup : pair.primary;
      if (facts.names.has(other) && !facts.names.has(pool)) draft.mind.push(`${name} names ${other} and not ${pool}.`);
    });
  }
}

/** Component versions of both servers, as far as they answer. */
export async function readVersions(ps: SafeChangePort, pair: Pair): Promise<Manifest['versions']> {
  const read = async (side: Side) => {
    try {
      const { rows } = await ps.read(getCsServerPatchVersion, {}, side);
      return rows.flatMap(({ ComponentName, Version }) => (ComponentName && Version ? [[ComponentName, Version]] : []));
    } catch {
      return [];
    }
  };
  const [primary, backup] = await Promise.all([read('primary'), read('backup')]);
  return { [pair.primary]: Object.fromEntries(primary), [pair.backup]: Object.fromEntries(backup) };
}
