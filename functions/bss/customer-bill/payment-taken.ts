import * as z from 'zod';

/** An amount as TMF676 writes it. */
export const Amount = z.looseObject({ value: z.number().optional() });

/** What a payment was for: bills and accounts, with how much of it. */
export const PaymentItems = z.array(
  z.looseObject({
    amount: Amount.optional(),
    totalAmount: Amount.optional(),
    item: z.looseObject({ id: z.string(), '@referredType': z.string().optional() }),
  }),
);

/** The states of a payment whose money is there. */
export const moneyIsThere: readonly string[] = ['captured', 'done'];
