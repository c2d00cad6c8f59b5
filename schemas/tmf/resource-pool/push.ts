import * as z from 'zod';
import { addressable } from '../common.ts';

/** TMF685. A request to put resources into a pool. */
export const Push = z.strictObject(addressable);
export type Push = z.infer<typeof Push>;

/** What a client sends to put resources into a pool. */
export const PushCreate = Push.omit({ id: true, href: true });
export type PushCreate = z.infer<typeof PushCreate>;
