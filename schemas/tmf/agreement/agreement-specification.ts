import * as z from 'zod';
import {
  AttachmentRefOrValue,
  addressable,
  flag,
  instant,
  list,
  RelatedParty,
  TimePeriod,
  text,
} from '../common.ts';
import {
  AgreementSpecCharacteristic,
  AgreementSpecificationRelationship,
  CategoryRef,
} from './parts.ts';

/** TMF651. What agreements of a kind may hold. */
export const AgreementSpecification = z.strictObject({
  ...addressable,
  description: text,
  isBundle: flag,
  lastUpdate: instant,
  lifecycleStatus: text,
  name: z.string(),
  version: text,
  attachment: z.array(AttachmentRefOrValue).min(1),
  relatedParty: list(RelatedParty),
  serviceCategory: CategoryRef.optional(),
  specificationCharacteristic: list(AgreementSpecCharacteristic),
  specificationRelationship: list(AgreementSpecificationRelationship),
  validFor: TimePeriod.optional(),
});
export type AgreementSpecification = z.infer<typeof AgreementSpecification>;

/** What a client sends to create a agreement specification. */
export const AgreementSpecificationCreate = AgreementSpecification.omit({ id: true, href: true });
export type AgreementSpecificationCreate = z.infer<typeof AgreementSpecificationCreate>;

/** What a client may change of a agreement specification. */
export const AgreementSpecificationUpdate = AgreementSpecificationCreate.partial();
export type AgreementSpecificationUpdate = z.infer<typeof AgreementSpecificationUpdate>;
