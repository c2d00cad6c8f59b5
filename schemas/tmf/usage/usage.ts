import * as z from 'zod';
import {
  addressable,
  Characteristic,
  decimal,
  extensible,
  flag,
  instant,
  list,
  Money,
  RelatedParty,
  reference,
  text,
} from '../common.ts';
import { ProductRef } from '../references.ts';

/** Where a record of usage is in its life. */
export const UsageStatusType = z.enum([
  'received',
  'rejected',
  'recycled',
  'guided',
  'rated',
  'rerated',
  'billed',
]);
export type UsageStatusType = z.infer<typeof UsageStatusType>;

/** An amount of one currency; only TMF635 gives amounts an id and an address. */
const UsageMoney = Money.extend({ id: text, href: text });

/** What a record costs, by one price. */
export const RatedProductUsage = z.strictObject({
  ...extensible,
  isBilled: flag,
  isTaxExempt: flag,
  offerTariffType: text,
  ratingAmountType: text,
  ratingDate: instant,
  taxRate: decimal,
  usageRatingTag: text,
  bucketValueConvertedInAmount: UsageMoney.optional(),
  productRef: ProductRef.optional(),
  taxExcludedRatingAmount: UsageMoney.optional(),
  taxIncludedRatingAmount: UsageMoney.optional(),
});
export type RatedProductUsage = z.infer<typeof RatedProductUsage>;

/** Points at what kind of usage it is. */
export const UsageSpecificationRef = z.strictObject(reference);

/** TMF635. A record of what was used, and what it costs. */
export const Usage = z.strictObject({
  ...addressable,
  description: text,
  usageDate: instant,
  usageType: text,
  ratedProductUsage: list(RatedProductUsage),
  relatedParty: list(RelatedParty),
  status: UsageStatusType.optional(),
  usageCharacteristic: list(Characteristic),
  usageSpecification: UsageSpecificationRef.optional(),
});
export type Usage = z.infer<typeof Usage>;

/** What a client sends to create usage. */
export const UsageCreate = Usage.omit({ id: true, href: true });
export type UsageCreate = z.infer<typeof UsageCreate>;

/** What a client may change of usage. */
export const UsageUpdate = UsageCreate.partial();
export type UsageUpdate = z.infer<typeof UsageUpdate>;
