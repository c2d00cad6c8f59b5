import * as z from 'zod';

// The attributes below are shared, not written out: one object each instead of thousands makes
// loading the schemas of an API several times faster.

/** An optional string. */
export const text = z.string().optional();
/** An optional boolean. */
export const flag = z.boolean().optional();
/** An optional whole number. */
export const whole = z.int().optional();
/** An optional number. */
export const decimal = z.number().optional();
/** An optional moment as TM Forum writes it: ISO 8601 with a zone. */
export const instant = z.iso.datetime({ offset: true }).optional();
/** An optional value of any type. */
export const anything = z.unknown().optional();
/** Optionally, any number of something. */
export const list = <T extends z.ZodType>(item: T) => z.array(item).optional();

/** What every object may say about its class (TMF630, polymorphism). URIs are not checked. */
export const extensible = { '@baseType': text, '@schemaLocation': text, '@type': text };
/** What every object with a place of its own has. */
export const addressable = { id: text, href: text, ...extensible };
/** What every reference has; `@referredType` is the class of what it points at. */
export const reference = {
  id: z.string(),
  href: text,
  name: text,
  ...extensible,
  '@referredType': text,
};

/** An amount of some unit. */
export const Quantity = z.strictObject({
  ...extensible,
  amount: decimal,
  units: text,
});
export type Quantity = z.infer<typeof Quantity>;

/** From one moment to another; either end may be open. */
export const TimePeriod = z.strictObject({
  ...extensible,
  endDateTime: instant,
  startDateTime: instant,
});
export type TimePeriod = z.infer<typeof TimePeriod>;

/** A document or picture, by reference, by URL or in full (`content`, base64). */
export const AttachmentRefOrValue = z.strictObject({
  ...addressable,
  attachmentType: text,
  content: text,
  description: text,
  mimeType: text,
  name: text,
  url: text,
  size: Quantity.optional(),
  validFor: TimePeriod.optional(),
  '@referredType': text,
});

/** Ties one characteristic to another of the same owner. */
export const CharacteristicRelationship = z.strictObject({
  ...addressable,
  relationshipType: text,
});

/** A named value, as its specification describes it. */
export const Characteristic = z.strictObject({
  ...extensible,
  id: text,
  name: z.string(),
  valueType: text,
  characteristicRelationship: list(CharacteristicRelationship),
  value: z.unknown(),
});
export type Characteristic = z.infer<typeof Characteristic>;

/** Points at a rule that must hold. */
export const ConstraintRef = z.strictObject({
  ...reference,
  version: text,
});

/** Ties one feature to another. */
export const FeatureRelationship = z.strictObject({
  ...extensible,
  id: text,
  name: z.string(),
  relationshipType: z.string(),
  validFor: TimePeriod.optional(),
});

/** A feature that can be switched, with its own characteristics. */
export const Feature = z.strictObject({
  ...extensible,
  id: text,
  isBundle: flag,
  isEnabled: flag,
  name: z.string(),
  constraint: list(ConstraintRef),
  featureCharacteristic: z.array(Characteristic).min(1),
  featureRelationship: list(FeatureRelationship),
});
export type Feature = z.infer<typeof Feature>;

/** An address, number or handle: what its medium needs to reach somebody. */
export const MediumCharacteristic = z.strictObject({
  ...extensible,
  city: text,
  contactType: text,
  country: text,
  emailAddress: text,
  faxNumber: text,
  phoneNumber: text,
  postCode: text,
  socialNetworkId: text,
  stateOrProvince: text,
  street1: text,
  street2: text,
});

/** How to reach somebody. */
export const ContactMedium = z.strictObject({
  ...extensible,
  mediumType: text,
  preferred: flag,
  characteristic: MediumCharacteristic.optional(),
  validFor: TimePeriod.optional(),
});
export type ContactMedium = z.infer<typeof ContactMedium>;

/** An amount of one currency (`unit`, ISO 4217). */
export const Money = z.strictObject({
  ...extensible,
  unit: text,
  value: decimal,
});
export type Money = z.infer<typeof Money>;

/** A remark that somebody left. */
export const Note = z.strictObject({
  ...extensible,
  id: text,
  author: text,
  date: instant,
  text: z.string(),
});
export type Note = z.infer<typeof Note>;

/** What an order item does to its subject. */
export const OrderItemActionType = z.enum(['add', 'modify', 'delete', 'noChange']);
export type OrderItemActionType = z.infer<typeof OrderItemActionType>;

/** A place, by reference or in full. */
export const PlaceRefOrValue = z.strictObject({
  ...addressable,
  name: text,
  '@referredType': text,
});

/** Anything else that matters here, and the role that it plays. */
export const RelatedEntityRefOrValue = z.strictObject({
  ...addressable,
  name: text,
  role: z.string(),
  '@referredType': text,
});

/** A party and the role that it plays here. */
export const RelatedParty = z.strictObject({
  ...reference,
  role: text,
  '@referredType': z.string(),
});
export type RelatedParty = z.infer<typeof RelatedParty>;

/** A place and the role that it plays here, by reference or in full. */
export const RelatedPlaceRefOrValue = z.strictObject({
  ...addressable,
  name: text,
  role: z.string(),
  '@referredType': text,
});
export type RelatedPlaceRefOrValue = z.infer<typeof RelatedPlaceRefOrValue>;
