import type * as z from 'zod';
import { instant, text } from '../common.ts';
import { ResourceRefOrValue } from './parts.ts';

/** TMF639. A resource in the inventory: a device, a port, a number, a SIM. */
export const Resource = ResourceRefOrValue.omit({ '@referredType': true });
export type Resource = z.infer<typeof Resource>;

/** What a client sends to create a resource. */
export const ResourceCreate = Resource.omit({ id: true, href: true }).required({ name: true });
export type ResourceCreate = z.infer<typeof ResourceCreate>;

/** What a client may change of a resource. */
export const ResourceUpdate = ResourceCreate.partial();
export type ResourceUpdate = z.infer<typeof ResourceUpdate>;

/** A resource that nobody can touch: a number, an address. `value` is what it is. */
export const LogicalResource = Resource.extend({
  value: text,
});
export type LogicalResource = z.infer<typeof LogicalResource>;

/** A resource that somebody can touch: a device, a card. */
export const PhysicalResource = Resource.extend({
  manufactureDate: instant,
  powerState: text,
  serialNumber: text,
  versionNumber: text,
});
export type PhysicalResource = z.infer<typeof PhysicalResource>;
