import * as z from 'zod';
import type { ServiceRefOrValue } from '../../../schemas/tmf/common-service.ts';
import type { ResourceSpecification } from '../../../schemas/tmf/resource-catalog/resource-specification.ts';
import type { ServiceSpecification } from '../../../schemas/tmf/service-catalog/service-specification.ts';
import type { ServiceOrderItem } from '../../../schemas/tmf/service-ordering/parts.ts';
import type { Caller } from '../../kernel/access/caller.ts';
import { callPeer } from '../../kernel/http/peer.ts';
import type { Specifications } from './plan.ts';

const Rows = z.array(z.looseObject({ id: z.string() }));

const byId = async <T>(
  capability: string,
  path: string,
  ids: readonly string[],
  caller: Caller,
): Promise<Map<string, T>> => {
  const wanted = [...new Set(ids)];
  if (wanted.length === 0) return new Map();
  const rows = Rows.parse(
    await callPeer(
      { capability, method: 'GET', path, query: { id: wanted.join(','), limit: '100' } },
      caller,
    ),
  );
  return new Map(rows.map((row) => [row.id, row as unknown as T])); // typed by the peer's contract
};

const services = (ids: readonly string[], caller: Caller) =>
  byId<ServiceRefOrValue>('service-inventory', '/tmf-api/serviceInventory/v4/service', ids, caller);
const serviceSpecifications = (ids: readonly string[], caller: Caller) =>
  byId<ServiceSpecification>(
    'service-catalog',
    '/tmf-api/serviceCatalogManagement/v4/serviceSpecification',
    ids,
    caller,
  );
const resourceSpecifications = (ids: readonly string[], caller: Caller) =>
  byId<ResourceSpecification>(
    'resource-catalog',
    '/tmf-api/resourceCatalog/v4/resourceSpecification',
    ids,
    caller,
  );

/** The services that an order changes, with those that realise them. */
export const knownServices = async (
  items: readonly ServiceOrderItem[],
  caller: Caller,
): Promise<ReadonlyMap<string, ServiceRefOrValue>> => {
  const facing = await services(
    items.flatMap((item) => (item.action === 'add' ? [] : (item.service.id ?? []))),
    caller,
  );
  const inner = await services(
    [...facing.values()].flatMap((one) =>
      (one.supportingService ?? []).flatMap(({ id }) => id ?? []),
    ),
    caller,
  );
  return new Map([...facing, ...inner]);
};

/** The specifications of an order's services, of those that realise them, and of the resources these need. */
export const specificationsFor = async (
  items: readonly ServiceOrderItem[],
  known: ReadonlyMap<string, ServiceRefOrValue>,
  caller: Caller,
): Promise<Specifications> => {
  const ids = [...items.map((item) => item.service), ...known.values()].flatMap(
    (one) => one.serviceSpecification?.id ?? [],
  );
  const first = await serviceSpecifications(ids, caller);
  const innerIds = [...first.values()].flatMap((one) =>
    (one.serviceSpecRelationship ?? []).flatMap(({ id }) => id ?? []),
  );
  const inner = await serviceSpecifications(
    innerIds.filter((id) => !first.has(id)),
    caller,
  );
  const all = new Map([...first, ...inner]);
  const resourceIds = [...all.values()].flatMap((one) =>
    (one.resourceSpecification ?? []).map(({ id }) => id),
  );
  return { services: all, resources: await resourceSpecifications(resourceIds, caller) };
};
