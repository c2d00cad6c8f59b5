import type * as z from 'zod';
import * as shared from '../service-inventory/service.ts';

/** TMF640 activates the same service that TMF638 keeps. */
export const Service = shared.Service;
export type Service = z.infer<typeof Service>;

/** What a client sends to create one. */
export const ServiceCreate = shared.ServiceCreate;
export type ServiceCreate = z.infer<typeof ServiceCreate>;

/** What a client may change of one. */
export const ServiceUpdate = shared.ServiceUpdate;
export type ServiceUpdate = z.infer<typeof ServiceUpdate>;
