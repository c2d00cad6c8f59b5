import * as z from 'zod';
import type { ProductOffering } from '../../../schemas/tmf/product-catalog/product-offering.ts';
import type { ProductSpecification } from '../../../schemas/tmf/product-catalog/product-specification.ts';
import type { Product } from '../../../schemas/tmf/product-inventory/product.ts';
import type { Caller } from '../../kernel/access/caller.ts';
import { callPeer } from '../../kernel/http/peer.ts';

const Rows = z.array(z.looseObject({ id: z.string() }));

const catalogPath = '/tmf-api/productCatalogManagement/v4';
const inventoryPath = '/tmf-api/productInventory/v4';

/** Reads by id through the other capability's API, whose own schema has checked what it holds. */
const byId = async <T>(
  capability: string,
  path: string,
  ids: readonly string[],
  caller: Caller,
): Promise<ReadonlyMap<string, T>> => {
  const wanted = [...new Set(ids)];
  if (wanted.length === 0) return new Map();
  const query = { id: wanted.join(','), limit: '100' };
  const rows = Rows.parse(await callPeer({ capability, method: 'GET', path, query }, caller));
  return new Map(rows.map((row) => [row.id, row as unknown as T])); // typed by the peer's contract
};

export const offeringsById = (ids: readonly string[], caller: Caller) =>
  byId<ProductOffering>('product-catalog', `${catalogPath}/productOffering`, ids, caller);

export const specificationsById = (ids: readonly string[], caller: Caller) =>
  byId<ProductSpecification>('product-catalog', `${catalogPath}/productSpecification`, ids, caller);

export const productsById = (ids: readonly string[], caller: Caller) =>
  byId<Product>('product-inventory', `${inventoryPath}/product`, ids, caller);

const Availability = z.looseObject({ available: z.boolean() });

/** Asks the network side whether a free resource of the specification stands at the place. */
export const isAvailableAt = async (
  resourceSpecificationId: string,
  placeId: string,
  caller: Caller,
): Promise<boolean> => {
  const answer = await callPeer(
    {
      capability: 'resource-pool',
      method: 'POST',
      path: '/tmf-api/resourcePoolManagement/v4/availabilityCheck',
      body: {
        '@type': 'PlaceAvailabilityCheck',
        '@schemaLocation': '/docs',
        resourceSpecification: { id: resourceSpecificationId },
        place: { id: placeId },
      },
    },
    caller,
  );
  return Availability.parse(answer).available;
};
