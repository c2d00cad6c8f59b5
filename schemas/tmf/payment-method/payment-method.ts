import * as z from 'zod';
import { addressable, flag, instant, list, RelatedParty, TimePeriod, text } from '../common.ts';
import { AccountRef } from '../payment/parts.ts';
import { RelatedPlace } from './parts.ts';

/** TMF670. A way to pay; what its class adds, `kinds.ts` says. */
export const PaymentMethod = z.looseObject({
  ...addressable,
  '@type': z.string(),
  name: z.string(),
  authorizationCode: text,
  description: text,
  isPreferred: flag,
  status: text,
  statusDate: instant,
  statusReason: text,
  account: list(AccountRef),
  relatedParty: RelatedParty.optional(),
  relatedPlace: RelatedPlace.optional(),
  validFor: TimePeriod.optional(),
});
export type PaymentMethod = z.infer<typeof PaymentMethod>;

/** What a client sends to keep a way to pay. */
export const PaymentMethodCreate = PaymentMethod.omit({ id: true, href: true });
export type PaymentMethodCreate = z.infer<typeof PaymentMethodCreate>;

/** What a client may change of it. */
export const PaymentMethodUpdate = PaymentMethodCreate.omit({
  '@type': true,
  '@baseType': true,
  '@schemaLocation': true,
}).partial();
export type PaymentMethodUpdate = z.infer<typeof PaymentMethodUpdate>;
