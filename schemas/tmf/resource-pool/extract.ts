import * as z from 'zod';
import { addressable } from '../common.ts';

/** TMF685. A request to take resources out of a pool. */
export const Extract = z.strictObject(addressable);
export type Extract = z.infer<typeof Extract>;

/** What a client sends to take resources out of a pool. */
export const ExtractCreate = Extract.omit({ id: true, href: true });
export type ExtractCreate = z.infer<typeof ExtractCreate>;
