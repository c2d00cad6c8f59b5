import type { Offerings } from './catalogue.ts';
import { createCatalogue } from './catalogue.ts';
import type { Credentials, Endpoint } from './client.ts';
import { connect } from './client.ts';
import { orderForAll } from './customers.ts';
import { createNetwork, readTowns, sizeFor } from './network.ts';
import { readHouseholds } from './sample.ts';
import type { Ref } from './specifications.ts';

export interface SeedOptions {
  readonly endpoint: Endpoint;
  /** A client that may write catalogues and stock: operations or admin. */
  readonly client: Credentials;
  /** How many customers order. 0 leaves the operator without any. */
  readonly customers: number;
  readonly log: (line: string) => void;
}

/** Requests at once: enough to keep two cores busy, few enough for any throttle. */
const width = 16;

/** What there is to order, and where. */
export interface Seeded {
  readonly offerings: Offerings;
  readonly sites: readonly Ref[];
}

/** Makes a demonstration operator through the public APIs alone. Run again, it changes nothing. */
export const seedDemo = async ({
  endpoint,
  client: credentials,
  customers,
  log,
}: SeedOptions): Promise<Seeded> => {
  const startedAtMs = Date.now();
  const client = connect(endpoint, credentials);
  log('Making a demonstration operator …');
  const { resources, offerings } = await createCatalogue(client);
  const network = await createNetwork(client, readTowns(), sizeFor(customers), resources, width);
  log(
    `  ${Object.keys(offerings).length} offerings, ${network.sites.length} sites, ${network.resources} resources`,
  );
  await orderForAll(readHouseholds(customers), { client, offerings, sites: network.sites, log });
  log(`  done in ${((Date.now() - startedAtMs) / 1000).toFixed(1)} s`);
  return { offerings, sites: network.sites };
};
