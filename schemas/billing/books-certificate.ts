import * as z from 'zod';
import { addressable, Money } from '../tmf/common.ts';

/** Two sides of the books that must be the same. */
const BooksCheck = z.strictObject({
  name: z.string(),
  left: z.array(Money),
  right: z.array(Money),
  balanced: z.boolean(),
});

/** What does not fit, and where. */
export const BooksFinding = z.strictObject({
  kind: z.enum([
    'lostEvent',
    'doubleBill',
    'silentPriceChange',
    'billDoesNotAdd',
    'numberGap',
    'paymentsDiffer',
    'notBilled',
    'notAsked',
  ]),
  subject: z.string(),
  text: z.string(),
});
export type BooksFinding = z.infer<typeof BooksFinding>;

/** A day's answer to whether everything that was used and owned was billed once, and everything billed is accounted for. */
export const BooksCertificate = z.strictObject({
  ...addressable,
  date: z.iso.datetime(),
  balanced: z.boolean(),
  accounts: z.int(),
  bills: z.int(),
  check: z.array(BooksCheck),
  /** The first two hundred. */
  finding: z.array(BooksFinding),
});
export type BooksCertificate = z.infer<typeof BooksCertificate>;
