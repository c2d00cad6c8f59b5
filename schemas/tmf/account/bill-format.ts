import * as z from 'zod';
import { addressable, text } from '../common.ts';

/** TMF666. How a bill is laid out. */
export const BillFormat = z.strictObject({
  ...addressable,
  description: text,
  name: z.string(),
});
export type BillFormat = z.infer<typeof BillFormat>;

/** What a client sends to create a bill format. */
export const BillFormatCreate = BillFormat.omit({ id: true, href: true });
export type BillFormatCreate = z.infer<typeof BillFormatCreate>;

/** What a client may change of a bill format. */
export const BillFormatUpdate = BillFormatCreate.partial();
export type BillFormatUpdate = z.infer<typeof BillFormatUpdate>;
