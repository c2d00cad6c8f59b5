import * as z from 'zod';
import {
  AttachmentRefOrValue,
  addressable,
  ConstraintRef,
  flag,
  instant,
  list,
  RelatedParty,
  TimePeriod,
  text,
} from '../common.ts';
import {
  CharacteristicSpecification,
  EntitySpecificationRelationship,
  TargetEntitySchema,
} from '../service-catalog/parts.ts';

/** TMF635. What records of a kind say. */
export const UsageSpecification = z.strictObject({
  ...addressable,
  description: text,
  isBundle: flag,
  lastUpdate: instant,
  lifecycleStatus: text,
  name: text,
  version: text,
  attachment: list(AttachmentRefOrValue),
  constraint: list(ConstraintRef),
  entitySpecRelationship: list(EntitySpecificationRelationship),
  relatedParty: list(RelatedParty),
  specCharacteristic: list(CharacteristicSpecification),
  targetEntitySchema: TargetEntitySchema.optional(),
  validFor: TimePeriod.optional(),
});
export type UsageSpecification = z.infer<typeof UsageSpecification>;

/** What a client sends to create a usage specification. */
export const UsageSpecificationCreate = UsageSpecification.omit({ id: true, href: true });
export type UsageSpecificationCreate = z.infer<typeof UsageSpecificationCreate>;

/** What a client may change of a usage specification. */
export const UsageSpecificationUpdate = UsageSpecificationCreate.partial();
export type UsageSpecificationUpdate = z.infer<typeof UsageSpecificationUpdate>;
