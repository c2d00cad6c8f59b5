import type { ServiceRefOrValue } from '../../../schemas/tmf/common-service.ts';
import type { ResourceSpecification } from '../../../schemas/tmf/resource-catalog/resource-specification.ts';
import type { ServiceSpecification } from '../../../schemas/tmf/service-catalog/service-specification.ts';
import type { ServiceOrderItem } from '../../../schemas/tmf/service-ordering/parts.ts';
import type { Caller } from '../../kernel/access/caller.ts';
import { peersById } from '../../kernel/http/peer.ts';
import type { Specifications } from './planned.ts';

const services = (ids: readonly string[], caller: Caller) =>
  peersById<ServiceRefOrValue>(
    { capability: 'service-inventory', path: '/tmf-api/serviceInventory/v4/service' },
    ids,
    caller,
  );
const serviceSpecifications = (ids: readonly string[], caller: Caller) =>
  peersById<ServiceSpecification>(
    {
      capability: 'service-catalog',
      path: '/tmf-api/serviceCatalogManagement/v4/serviceSpecification',
    },
    ids,
    caller,
  );
const resourceSpecifications = (ids: readonly string[], caller: Caller) =>
  peersById<ResourceSpecification>(
    { capability: 'resource-catalog', path: '/tmf-api/resourceCatalog/v4/resourceSpecification' },
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
