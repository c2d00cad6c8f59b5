import * as z from 'zod';
import { addressable, text } from '../tmf/common.ts';

/** From where on a bill is held to be looked at; amounts are of the entity's currency. */
const BillChecks = z.strictObject({
  hugeAmount: z.number().positive().optional(),
  usualPercent: z.int().min(1).max(1_000).optional(),
  usualAmount: z.number().min(0).optional(),
});

/** In whose name bills are made. */
export const LegalEntity = z.strictObject({
  ...addressable,
  name: z.string().min(1),
  /** ISO 3166, two letters: whose tax holds where an account has no address. */
  country: z.string().length(2),
  /** ISO 4217. */
  currency: z.string().length(3).optional(),
  /** Whether each line is rounded, or the sums of the document are. */
  rounding: z.enum(['line', 'document']).optional(),
  /** What stands before the numbers of its bills. */
  numberPrefix: z.string().max(10).optional(),
  taxId: text,
  address: z.array(z.string()).max(6).optional(),
  checks: BillChecks.optional(),
});
export type LegalEntity = z.infer<typeof LegalEntity>;

/** What a client sends to create a legal entity. */
export const LegalEntityCreate = LegalEntity.omit({ id: true, href: true });
export type LegalEntityCreate = z.infer<typeof LegalEntityCreate>;

/** What a client may change of it; its currency and number prefix stay with the bills that have them. */
export const LegalEntityUpdate = LegalEntityCreate.omit({
  currency: true,
  numberPrefix: true,
}).partial();
export type LegalEntityUpdate = z.infer<typeof LegalEntityUpdate>;
