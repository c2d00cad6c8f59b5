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

// Only TMF635 gives periods an id and an address; its specifications are else those of services.
const validFor = TimePeriod.extend({ id: text, href: text }).optional();
const { charSpecRelationship, characteristicValueSpecification } =
  CharacteristicSpecification.shape;
const UsageCharacteristicSpecification = CharacteristicSpecification.extend({
  charSpecRelationship: list(
    charSpecRelationship.unwrap().element.extend({ id: text, href: text, validFor }),
  ),
  characteristicValueSpecification: list(
    characteristicValueSpecification.unwrap().element.extend({ validFor }),
  ),
  validFor,
});

/** TMF635. What records of a kind say. */
export const UsageSpecification = z.strictObject({
  ...addressable,
  description: text,
  isBundle: flag,
  lastUpdate: instant,
  lifecycleStatus: text,
  name: text,
  version: text,
  attachment: list(AttachmentRefOrValue.extend({ validFor })),
  constraint: list(ConstraintRef),
  entitySpecRelationship: list(EntitySpecificationRelationship.extend({ validFor })),
  relatedParty: list(RelatedParty),
  specCharacteristic: list(UsageCharacteristicSpecification),
  targetEntitySchema: TargetEntitySchema.optional(),
  validFor,
});
export type UsageSpecification = z.infer<typeof UsageSpecification>;

/** What a client sends to create a usage specification. */
export const UsageSpecificationCreate = UsageSpecification.omit({ id: true, href: true });
export type UsageSpecificationCreate = z.infer<typeof UsageSpecificationCreate>;

/** What a client may change of a usage specification. */
export const UsageSpecificationUpdate = UsageSpecificationCreate.partial();
export type UsageSpecificationUpdate = z.infer<typeof UsageSpecificationUpdate>;
