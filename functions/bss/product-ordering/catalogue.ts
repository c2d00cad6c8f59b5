import * as z from 'zod';
import type { ProductOffering } from '../../../schemas/tmf/product-catalog/product-offering.ts';
import type { ProductSpecification } from '../../../schemas/tmf/product-catalog/product-specification.ts';
import type { Product } from '../../../schemas/tmf/product-inventory/product.ts';
import type { Caller } from '../../kernel/access/caller.ts';
import { callPeer, peersById } from '../../kernel/http/peer.ts';

const catalogPath = '/tmf-api/productCatalogManagement/v4';
const inventoryPath = '/tmf-api/productInventory/v4';

export const offeringsById = (ids: readonly string[], caller: Caller) =>
  peersById<ProductOffering>(
    { capability: 'product-catalog', path: `${catalogPath}/productOffering` },
    ids,
    caller,
  );

export const specificationsById = (ids: readonly string[], caller: Caller) =>
  peersById<ProductSpecification>(
    { capability: 'product-catalog', path: `${catalogPath}/productSpecification` },
    ids,
    caller,
  );

export const productsById = (ids: readonly string[], caller: Caller) =>
  peersById<Product>(
    { capability: 'product-inventory', path: `${inventoryPath}/product` },
    ids,
    caller,
  );

const Accounts = z.array(z.looseObject({ id: z.string(), state: z.string().optional() }));

/** The billing accounts of a party; one that has more than a hundred must name the one that pays. */
export const accountsOfParty = async (party: string, caller: Caller) =>
  Accounts.parse(
    await callPeer(
      {
        capability: 'account',
        method: 'GET',
        path: '/tmf-api/accountManagement/v4/billingAccount',
        query: { 'relatedParty.id': party, limit: '100' },
      },
      caller,
    ),
  );

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
