import * as z from 'zod';

const Amount = z.strictObject({ unit: z.string(), value: z.number() });
const Ref = z.strictObject({ id: z.string() });

/** What those who collect need of a bill (TMF678). */
export const SentBill = z.strictObject({
  id: z.string(),
  billNo: z.string(),
  state: z.string(),
  category: z.string(),
  amountDue: Amount,
  remainingAmount: Amount,
  paymentDueDate: z.string(),
  billingAccount: Ref,
  paymentMethod: Ref.optional(),
  relatedParty: z.array(
    z.strictObject({ id: z.string(), role: z.string(), '@referredType': z.string() }),
  ),
});
export type SentBill = z.infer<typeof SentBill>;

/** Some bills of a run, each with the version that its item had. They may come twice, late and out of order. */
export const SentBills = z.strictObject({
  id: z.string(),
  bill: z.array(z.strictObject({ version: z.int().min(1), customerBill: SentBill })),
});
export type SentBills = z.infer<typeof SentBills>;

/** Published by customer-bill (`bss.customer-bill`) for the bills of a run; the payload stands under `sentBills`. */
export const sentBillsEvent = 'CustomerBillsSentEvent';
