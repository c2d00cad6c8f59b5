import * as z from 'zod';
import {
  ContactMedium as AnyContactMedium,
  addressable,
  extensible,
  TimePeriod,
  text,
  whole,
} from '../common.ts';

/** Points at an account of the customer. */
export const AccountRef = z.strictObject({
  ...addressable,
  description: text,
  name: z.string(),
  '@referredType': text,
});

/** One way to reach a party, while it is valid. */
export const ContactMedium = AnyContactMedium.required({
  mediumType: true,
  characteristic: true,
});
export type ContactMedium = z.infer<typeof ContactMedium>;

/** How creditworthy a customer is, at a date. */
export const CreditProfile = z.strictObject({
  ...extensible,
  creditProfileDate: z.iso.datetime({ offset: true }),
  creditRiskRating: whole,
  creditScore: whole,
  validFor: TimePeriod,
});
