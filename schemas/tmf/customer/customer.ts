import * as z from 'zod';
import { addressable, Characteristic, list, RelatedParty, TimePeriod, text } from '../common.ts';
import { AgreementRef, PaymentMethodRef } from '../references.ts';
import { AccountRef, ContactMedium, CreditProfile } from './parts.ts';

/** TMF629. A party in its role as customer. */
export const Customer = z.strictObject({
  ...addressable,
  name: text,
  status: text,
  statusReason: text,
  account: list(AccountRef),
  agreement: list(AgreementRef),
  characteristic: list(Characteristic),
  contactMedium: list(ContactMedium),
  creditProfile: list(CreditProfile),
  engagedParty: RelatedParty,
  paymentMethod: list(PaymentMethodRef),
  relatedParty: list(RelatedParty),
  validFor: TimePeriod.optional(),
});
export type Customer = z.infer<typeof Customer>;

/** What a client sends to create a customer. */
export const CustomerCreate = Customer.omit({ id: true, href: true }).required({ name: true });
export type CustomerCreate = z.infer<typeof CustomerCreate>;

/** What a client may change of a customer. */
export const CustomerUpdate = CustomerCreate.partial();
export type CustomerUpdate = z.infer<typeof CustomerUpdate>;
