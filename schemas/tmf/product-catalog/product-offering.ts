import * as z from 'zod';
import {
  AttachmentRefOrValue,
  addressable,
  flag,
  instant,
  list,
  TimePeriod,
  text,
} from '../common.ts';
import {
  AgreementRef,
  ChannelRef,
  ProductSpecificationRef,
  ResourceCandidateRef,
  ServiceCandidateRef,
} from '../references.ts';
import {
  BundledProductOffering,
  ProductOfferingRelationship,
  ProductSpecificationCharacteristicValueUse,
} from './parts.ts';
import { ProductOfferingPriceRefOrValue, ProductOfferingTerm } from './pricing.ts';
import { CategoryRef, MarketSegmentRef, PlaceRef, SLARef } from './refs.ts';

/** TMF620. Something that is for sale, with its prices and terms. */
export const ProductOffering = z.strictObject({
  ...addressable,
  description: text,
  isBundle: flag,
  isSellable: flag,
  lastUpdate: instant,
  lifecycleStatus: text,
  name: text,
  statusReason: text,
  version: text,
  agreement: list(AgreementRef),
  attachment: list(AttachmentRefOrValue),
  bundledProductOffering: list(BundledProductOffering),
  category: list(CategoryRef),
  channel: list(ChannelRef),
  marketSegment: list(MarketSegmentRef),
  place: list(PlaceRef),
  prodSpecCharValueUse: list(ProductSpecificationCharacteristicValueUse),
  productOfferingPrice: list(ProductOfferingPriceRefOrValue),
  productOfferingRelationship: list(ProductOfferingRelationship),
  productOfferingTerm: list(ProductOfferingTerm),
  productSpecification: ProductSpecificationRef.optional(),
  resourceCandidate: ResourceCandidateRef.optional(),
  serviceCandidate: ServiceCandidateRef.optional(),
  serviceLevelAgreement: SLARef.optional(),
  validFor: TimePeriod.optional(),
});
export type ProductOffering = z.infer<typeof ProductOffering>;

/** What a client sends to create a product offering. */
export const ProductOfferingCreate = ProductOffering.omit({ id: true, href: true }).required({
  name: true,
});
export type ProductOfferingCreate = z.infer<typeof ProductOfferingCreate>;

/** What a client may change of a product offering. */
export const ProductOfferingUpdate = ProductOfferingCreate.omit({ lastUpdate: true }).partial();
export type ProductOfferingUpdate = z.infer<typeof ProductOfferingUpdate>;
