import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Client } from './client.ts';
import { inParallel } from './client.ts';
import { keyed, paths } from './paths.ts';
import type { Ref, ResourceSpecifications } from './specifications.ts';
import { coreElements } from './specifications.ts';
import type { Town } from './topology.ts';
import { builtInTowns, townsOf } from './topology.ts';

/** How large the network is. */
export interface Size {
  readonly sites: number;
  readonly portsPerSite: number;
  /** Numbers, SIMs and addresses, of each. */
  readonly stock: number;
}

const fewestSites = 16;
const mostSites = 100;

/**
 * Room for every customer with a quarter to spare, else a small network: a create takes about 7 ms of the embedded
 * runtime, so that 16 sites with 96 ports and a stock of 300 are there in about 4 s.
 */
export const sizeFor = (customers: number): Size => {
  const sites = Math.min(mostSites, Math.max(fewestSites, Math.ceil(customers / 50)));
  return {
    sites,
    portsPerSite: Math.max(6, Math.ceil((customers * 1.25) / sites)),
    stock: Math.max(100, Math.ceil(customers * 1.5) + 60),
  };
};

/** The towns of a real operator's map when it lies beside the repository, else those built in. */
export const readTowns = (
  mapFile = join(process.cwd(), '../shared/data/GtsCe.graphml'),
): readonly Town[] => (existsSync(mapFile) ? townsOf(readFileSync(mapFile, 'utf8')) : builtInTowns);

const codeOf = (name: string): string =>
  name
    .normalize('NFD')
    .replace(/[^A-Za-z0-9]+/g, '-')
    .toLowerCase()
    .replace(/^-|-$/g, '');

const createSite = async (client: Client, town: Town): Promise<Ref> => {
  const { id } = await client.post(
    paths.site,
    {
      name: town.name,
      code: codeOf(town.name),
      status: 'active',
      description: `Exchange of ${town.name}${town.country === '' ? '' : `, ${town.country}`}`,
      place: [
        {
          '@type': 'GeographicPoint',
          '@schemaLocation': '/docs',
          name: town.name,
          latitude: town.latitude,
          longitude: town.longitude,
        },
      ],
    },
    keyed(paths.site, town.name),
  );
  return { id, name: town.name };
};

const placed = (site: Ref) => ({
  place: { id: site.id, name: site.name, role: 'installation', '@referredType': 'GeographicSite' },
});

const createDevice = async (
  client: Client,
  site: Ref,
  element: string,
  { terminal }: ResourceSpecifications,
): Promise<void> => {
  await Promise.all([
    client.post(
      paths.resource,
      {
        name: element,
        category: 'Device',
        resourceSpecification: terminal,
        ...placed(site),
        resourceStatus: 'available',
        operationalState: 'enable',
        administrativeState: 'unlocked',
      },
      keyed(paths.resource, element),
    ),
    client.post(paths.networkElement, { name: element, latencyMs: 0 }),
  ]);
};

const port = (
  site: Ref,
  element: string,
  number: number,
  { port: specification }: ResourceSpecifications,
) => ({
  name: `${element}/${number}`,
  category: 'Port',
  resourceSpecification: specification,
  ...placed(site),
  resourceStatus: 'available',
  resourceCharacteristic: [{ name: 'networkElement', value: element }],
});

const logical = (
  value: string,
  category: string,
  specification: Ref,
  characteristics: readonly object[] = [],
) => ({
  '@type': 'LogicalResource',
  '@schemaLocation': '/docs',
  name: value,
  value,
  category,
  resourceSpecification: specification,
  resourceStatus: 'available',
  ...(characteristics.length > 0 && { resourceCharacteristic: characteristics }),
});

const digits = (index: number, length: number): string => String(index).padStart(length, '0');

const numberAt = (index: number): string => `+32460${digits(index, 6)}`;
const simAt = (index: number): string => `8932${digits(index, 15)}`;
/** 100.64.0.0/10 is shared address space (RFC 6598), so that it is nobody's. */
const addressAt = (index: number): string =>
  `100.${64 + Math.floor(index / 65_536)}.${Math.floor(index / 256) % 256}.${index % 256}`;

const stockOf = (size: Size, { number, sim, address }: ResourceSpecifications): readonly object[] =>
  Array.from({ length: size.stock }, (_, index) => [
    logical(numberAt(index), 'Number', number, [{ name: 'quarantineDays', value: 90 }]),
    logical(simAt(index), 'Card', sim),
    logical(addressAt(index), 'Address', address),
  ]).flat();

const createPools = (client: Client, specifications: ResourceSpecifications) =>
  Promise.all(
    [specifications.number, specifications.sim, specifications.address].map((specification) =>
      client.post(
        paths.resourcePool,
        { description: `All of ${specification.name}`, resourceSpecification: specification },
        keyed(paths.resourcePool, specification.name),
      ),
    ),
  );

/** Some of all towns, spread over the whole map. */
const spread = (towns: readonly Town[], most: number): readonly Town[] => {
  const step = Math.max(1, towns.length / most);
  return Array.from(
    { length: Math.min(most, towns.length) },
    (_, index) => towns[Math.floor(index * step)],
  ).filter((town) => town !== undefined);
};

export interface Network {
  readonly sites: readonly Ref[];
  readonly resources: number;
}

/** Exchanges with their terminals and ports, the elements of the core, and stocks of numbers, SIMs and addresses. */
export const createNetwork = async (
  client: Client,
  towns: readonly Town[],
  size: Size,
  specifications: ResourceSpecifications,
  width: number,
): Promise<Network> => {
  await createPools(client, specifications);
  await Promise.all(
    coreElements.map((name) => client.post(paths.networkElement, { name, latencyMs: 0 })),
  );
  const sites = await inParallel(spread(towns, size.sites), width, (town) =>
    createSite(client, town),
  );
  const elements = sites.map((site) => ({ site, element: `olt-${codeOf(site.name)}` }));
  await inParallel(elements, width / 2, ({ site, element }) =>
    createDevice(client, site, element, specifications),
  );
  const ports = elements.flatMap(({ site, element }) =>
    Array.from({ length: size.portsPerSite }, (_, index) =>
      port(site, element, index + 1, specifications),
    ),
  );
  await inParallel(ports, width, (one) =>
    client.post(paths.resource, one, keyed(paths.resource, one.name)),
  );
  const stock = stockOf(size, specifications);
  await inParallel(stock, width, (one) => client.post(paths.resource, one));
  return { sites, resources: elements.length + ports.length + stock.length };
};
