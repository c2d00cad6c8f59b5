import * as z from 'zod';
import { addressable } from '../common.ts';

/** TMF685. A question whether a pool can serve a demand. */
export const AvailabilityCheck = z.strictObject(addressable);
export type AvailabilityCheck = z.infer<typeof AvailabilityCheck>;

/** What a client sends to create an availability check. */
export const AvailabilityCheckCreate = AvailabilityCheck.omit({ id: true, href: true });
export type AvailabilityCheckCreate = z.infer<typeof AvailabilityCheckCreate>;
