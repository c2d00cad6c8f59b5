import {
  Resource,
  ResourceCreate,
  ResourceUpdate,
} from '../../../schemas/tmf/resource-inventory/resource.ts';
import { staffOnly } from '../../kernel/access/caller.ts';
import { lifecycle } from '../../kernel/lifecycle/lifecycle.ts';
import type { Stored } from '../../kernel/table/stored.ts';
import type { Identified } from '../../kernel/tmf/resource.ts';
import { defineResource } from '../../kernel/tmf/resource.ts';
import { capability } from './capability.ts';

/**
 * TMF639 has no diagram of resourceStatus; this is ours over its words. What serves a customer is `reserved`, busy or
 * not (usageState); `standby` is the quarantine of a number that was given back.
 */
export const resourceLifecycle = lifecycle(['available'], {
  available: ['reserved', 'standby', 'suspended', 'alarm', 'unknown'],
  reserved: ['available', 'standby', 'alarm', 'suspended', 'unknown'],
  standby: ['available', 'reserved', 'suspended', 'alarm', 'unknown'],
  suspended: ['available', 'reserved', 'standby', 'unknown'],
  alarm: ['available', 'reserved', 'standby', 'unknown', 'suspended'],
  unknown: ['available', 'reserved', 'standby', 'suspended', 'alarm'],
});

export type StoredResource = Identified<Resource>;

/** Free resources of one specification, at one place or in the whole pool. */
export const freeStock = (resourceSpecificationId: string, placeId: string | undefined): string =>
  `${resourceSpecificationId}@${placeId ?? ''}`;

/** A port is found at its place; what has no place is found in its pool. Only what is available is found at all. */
const stockOf = (resource: StoredResource): string | undefined =>
  resource.resourceStatus === 'available' && resource.resourceSpecification !== undefined
    ? freeStock(resource.resourceSpecification.id, resource.place?.id)
    : undefined;

/** The service that a resource was taken for, kept beside it: what frees it must name the same one. */
export const holderOf = ({ hidden }: Stored<StoredResource>): string | undefined => {
  const { heldBy } = hidden;
  return typeof heldBy === 'string' ? heldBy : undefined;
};

export const heldFor = (
  { hidden }: Stored<StoredResource>,
  serviceId: string | undefined,
): Readonly<Record<string, unknown>> => {
  const { heldBy: _, ...rest } = hidden;
  return { ...rest, ...(serviceId !== undefined && { heldBy: serviceId }) };
};

/** TMF639. Devices, ports, numbers, SIMs and addresses; what is free is found by its specification and place. */
export const resource = defineResource<StoredResource>({
  api: capability.api,
  source: 'oss.resource-inventory',
  name: 'resource',
  idPrefix: 'res',
  schema: { read: Resource, create: ResourceCreate, update: ResourceUpdate },
  access: staffOnly,
  state: { attribute: 'resourceStatus', lifecycle: resourceLifecycle },
  lookup: { attribute: 'stock', value: stockOf },
  shards: 16,
  naturalKey: (one) => naturalKeyOf(one),
});

/** A number, a SIM or an address exists once: created again, it is the same resource. */
const naturalKeyOf = (one: StoredResource): string | undefined => {
  const value: unknown = Reflect.get(one, 'value');
  return typeof value === 'string' && one.resourceSpecification !== undefined
    ? `${one.resourceSpecification.id}:${value}`
    : undefined;
};
