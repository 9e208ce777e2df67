import { parseXml, XmlElement } from '@rgrove/parse-xml';
import { Fqdn } from './domain.js';
import { errorText, SfbError } from './errors.js';

/** What a topology document says about the CMS. */
export interface Topology {
  /** Pools whose Central Management service is marked active: one when healthy. */
  readonly active: readonly Fqdn[];
  /** Every cluster (pool) the document names, in its order. */
  readonly pools: readonly Fqdn[];
}

/**
 * Reads the XML of `Get-CsTopology -AsXml` (sfb-facts 3.12). Strict about what decides (the Central Management
 * services and the pools they are on), tolerant about everything else. Namespaces change inside the document and may
 * be written as prefixes, so elements are compared by local name. Throws `SfbError` BAD_OUTPUT.
 */
export function parseTopology(xml: string): Topology {
  const root = parseRoot(xml);
  const clusters = readClusters(root);
  const services = within(root, 'Services', 'Service').filter(isCentralManagement);
  if (services.length === 0) throw refused('it has no Central Management service');

  const active = services.filter(isActive).map((service) => poolOf(service, clusters));
  return { active: [...new Set(active)], pools: [...new Set(clusters.values())] };
}

/** The servers of one pool, lower case, as the document lists them. Throws like parseTopology. */
export function machinesOf(xml: string, pool: string): string[] {
  return within(parseRoot(xml), 'Clusters', 'Cluster')
    .filter(({ attributes }) => attributes.Fqdn?.toLowerCase() === pool)
    .flatMap((cluster) => children(cluster, 'Machine'))
    .flatMap(({ attributes }) => (attributes.Fqdn === undefined ? [] : [attributes.Fqdn.toLowerCase()]));
}

/**
 * In what a document differs from the one it should equal: who is active, and services of these roles by
 * `<role> <site>-<instance>`. How next hops and pairing stand in the document is UNVERIFIED (sfb-facts 3.12), so whatever
 * such a service says is compared. Empty when nothing differs. Throws like parseTopology.
 */
export function topologyDifferences(found: string, wanted: string, roles: readonly string[]): string[] {
  const [mine, theirs] = [serviceTexts(found, roles), serviceTexts(wanted, roles)];
  const names = [...new Set([...mine.keys(), ...theirs.keys()])];
  const [active, holder] = [found, wanted].map((xml) => parseTopology(xml).active.join(', '));
  return [
    ...(active === holder ? [] : [`the active CMS (${active || 'none'} instead of ${holder || 'none'})`]),
    ...names.filter((name) => mine.get(name) !== theirs.get(name)),
  ];
}

function serviceTexts(xml: string, roles: readonly string[]): ReadonlyMap<string, string> {
  const texts = new Map<string, string>();
  for (const service of within(parseRoot(xml), 'Services', 'Service')) {
    const [id] = children(service, 'ServiceId');
    const { RoleName: role = '', SiteId: site = '', Instance: instance = '' } = id?.attributes ?? {};
    if (roles.includes(role)) texts.set(`${role} ${site}-${instance}`, comparable(service));
  }
  return texts;
}

/** The same for every way of writing the same element: prefixes, attribute order and white space do not count. */
function comparable(element: XmlElement): string {
  const attributes = Object.entries(element.attributes)
    .filter(([name]) => !name.startsWith('xmlns'))
    .map(([name, value]) => `${name}=${JSON.stringify(value)}`)
    .sort();
  const inner = element.children.map((child) =>
    child instanceof XmlElement ? comparable(child) : child.toString().trim(),
  );
  return `<${[localName(element), ...attributes].join(' ')}>${inner.join('')}</>`;
}

function parseRoot(xml: string): XmlElement {
  let root: XmlElement | null;
  try {
    root = parseXml(xml).root;
  } catch (error) {
    throw refused(`it is not well-formed XML: ${errorText(error).split('\n')[0]}`, error);
  }
  if (root === null || localName(root) !== 'Topology') {
    throw refused(`its root is ${root === null ? 'missing' : `<${root.name}>`}, not <Topology>`);
  }
  return root;
}

/** Cluster id (`1:1`) to pool. A cluster without a usable id or name matters only if a CMS is on it. */
function readClusters(root: XmlElement): Map<string, Fqdn> {
  const clusters = new Map<string, Fqdn>();
  for (const cluster of within(root, 'Clusters', 'Cluster')) {
    const id = clusterId(cluster);
    const fqdn = Fqdn.safeParse(cluster.attributes.Fqdn);
    if (id === undefined || !fqdn.success) continue;
    if (clusters.has(id)) throw refused(`cluster id ${id} is used twice`);
    clusters.set(id, fqdn.data);
  }
  return clusters;
}

function isCentralManagement(service: XmlElement): boolean {
  return children(service, 'ServiceId').some((id) => id.attributes.RoleName === 'CentralMgmt');
}

function isActive(service: XmlElement): boolean {
  const [settings] = children(service, 'CentralMgmtService');
  const value = settings?.attributes.IsActive?.trim().toLowerCase();
  if (value === 'true' || value === '1') return true;
  if (value === 'false' || value === '0') return false;
  throw refused(`a Central Management service has IsActive ${JSON.stringify(value ?? null)}, neither true nor false`);
}

function poolOf(service: XmlElement, clusters: ReadonlyMap<string, Fqdn>): Fqdn {
  const [installedOn] = children(service, 'InstalledOn');
  const id = installedOn === undefined ? undefined : clusterId(installedOn);
  const pool = id === undefined ? undefined : clusters.get(id);
  if (pool === undefined) {
    throw refused(
      `the active Central Management service is on cluster ${id ?? '(none)'}, which the topology does not name`,
    );
  }
  return pool;
}

function clusterId(parent: XmlElement): string | undefined {
  const [id] = children(parent, 'ClusterId');
  const { SiteId: site, Number: number } = id?.attributes ?? {};
  return site === undefined || number === undefined ? undefined : `${site}:${number}`;
}

function within(root: XmlElement, list: string, item: string): XmlElement[] {
  return children(root, list).flatMap((found) => children(found, item));
}

function children(parent: XmlElement, name: string): XmlElement[] {
  return parent.children.filter(
    (child): child is XmlElement => child instanceof XmlElement && localName(child) === name,
  );
}

function localName(element: XmlElement): string {
  return element.name.slice(element.name.indexOf(':') + 1);
}

function refused(reason: string, cause?: unknown): SfbError {
  return new SfbError('BAD_OUTPUT', `The topology can't be read: ${reason}.`, cause === undefined ? {} : { cause });
}
