import type * as z from 'zod';
import { ServiceRefOrValue } from '../common-service.ts';

/** TMF638. A service in the inventory: customer-facing or resource-facing. */
export const Service = ServiceRefOrValue.omit({ '@referredType': true });
export type Service = z.infer<typeof Service>;

/** What a client sends to create a service. */
export const ServiceCreate = Service.omit({ id: true, href: true }).required({
  state: true,
  serviceSpecification: true,
});
export type ServiceCreate = z.infer<typeof ServiceCreate>;

/** What a client may change of a service. */
export const ServiceUpdate = ServiceCreate.omit({ serviceDate: true }).partial();
export type ServiceUpdate = z.infer<typeof ServiceUpdate>;
