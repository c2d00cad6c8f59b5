import * as z from 'zod';
import { extensible, reference, text } from './common.ts';

/** Points at one item of an agreement. */
export const AgreementItemRef = z.strictObject({
  ...reference,
  agreementItemId: text,
});

/** Points at an agreement. */
export const AgreementRef = z.strictObject(reference);

/** Points at an appointment. */
export const AppointmentRef = z.strictObject({
  ...extensible,
  id: z.string(),
  href: text,
  description: text,
  '@referredType': text,
});

/** Points at the account that pays. */
export const BillingAccountRef = z.strictObject(reference);

/** Points at a sales channel. */
export const ChannelRef = z.strictObject(reference);

/** Points at a way to pay. */
export const PaymentMethodRef = z.strictObject(reference);

/** Points at a price of the catalogue. */
export const ProductOfferingPriceRef = z.strictObject(reference);

/** Points at a product offering. */
export const ProductOfferingRef = z.strictObject(reference);

/** Names the schema that products of a specification follow. */
export const TargetProductSchema = z.strictObject({
  ...extensible,
  '@schemaLocation': z.string(),
  '@type': z.string(),
});

/** Points at a product specification; may say which schema its products follow. */
export const ProductSpecificationRef = z.strictObject({
  ...reference,
  version: text,
  targetProductSchema: TargetProductSchema.optional(),
});

/** Points at a resource candidate. */
export const ResourceCandidateRef = z.strictObject({
  ...reference,
  version: text,
});

/** Points at a resource; a logical one may show its value. */
export const ResourceRef = z.strictObject({
  ...reference,
  value: text,
});
export type ResourceRef = z.infer<typeof ResourceRef>;

/** Points at a resource specification. */
export const ResourceSpecificationRef = z.strictObject({
  ...reference,
  version: text,
});

/** Points at a service candidate. */
export const ServiceCandidateRef = z.strictObject({
  ...reference,
  version: text,
});

/** Points at a service. */
export const ServiceRef = z.strictObject(reference);

/** Points at a service specification; may say which schema its services follow. */
export const ServiceSpecificationRef = z.strictObject({
  ...reference,
  version: text,
});

/** Points at a product. */
export const ProductRef = z.strictObject(reference);

/** Points at an account of a party. */
export const PartyAccountRef = z.strictObject({
  ...reference,
  description: text,
  status: text,
});
