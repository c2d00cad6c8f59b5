import * as z from 'zod';
import { addressable, text } from '../common.ts';

/** TMF666. How a bill reaches who pays it. */
export const BillPresentationMedia = z.strictObject({
  ...addressable,
  description: text,
  name: z.string(),
});
export type BillPresentationMedia = z.infer<typeof BillPresentationMedia>;

/** What a client sends to create a bill presentation media. */
export const BillPresentationMediaCreate = BillPresentationMedia.omit({ id: true, href: true });
export type BillPresentationMediaCreate = z.infer<typeof BillPresentationMediaCreate>;

/** What a client may change of a bill presentation media. */
export const BillPresentationMediaUpdate = BillPresentationMediaCreate.partial();
export type BillPresentationMediaUpdate = z.infer<typeof BillPresentationMediaUpdate>;
