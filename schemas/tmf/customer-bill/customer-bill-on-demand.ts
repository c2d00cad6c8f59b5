import * as z from 'zod';
import { addressable, text } from '../common.ts';
import { BillingAccountRef } from '../references.ts';
import { BillRef, RelatedPartyRef, StateValues } from './parts.ts';

/** TMF678. A bill that is asked for before its cycle ends. */
export const CustomerBillOnDemand = z.strictObject({
  ...addressable,
  description: text,
  lastUpdate: text,
  name: text,
  billingAccount: BillingAccountRef.optional(),
  customerBill: BillRef.optional(),
  relatedParty: RelatedPartyRef.optional(),
  state: StateValues.optional(),
});
export type CustomerBillOnDemand = z.infer<typeof CustomerBillOnDemand>;

/** What a client sends to create a customer bill on demand. */
export const CustomerBillOnDemandCreate = CustomerBillOnDemand.omit({ id: true, href: true });
export type CustomerBillOnDemandCreate = z.infer<typeof CustomerBillOnDemandCreate>;
