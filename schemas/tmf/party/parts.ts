import * as z from 'zod';
import {
  AttachmentRefOrValue,
  extensible,
  flag,
  instant,
  list,
  reference,
  TimePeriod,
  text,
  whole,
} from '../common.ts';

/** A disability that service has to respect. */
export const Disability = z.strictObject({
  ...extensible,
  disabilityCode: text,
  disabilityName: text,
  validFor: TimePeriod.optional(),
});

/** What another system calls this. */
export const ExternalReference = z.strictObject({
  ...extensible,
  externalReferenceType: text,
  name: text,
});

/** A passport, an identity card or the like. */
export const IndividualIdentification = z.strictObject({
  ...extensible,
  identificationId: text,
  identificationType: text,
  issuingAuthority: text,
  issuingDate: instant,
  attachment: AttachmentRefOrValue.optional(),
  validFor: TimePeriod.optional(),
});

/** Where the record of a person is in its life. */
export const IndividualStateType = z.enum(['initialized', 'validated', 'deceased']);
export type IndividualStateType = z.infer<typeof IndividualStateType>;

/** How well a person knows a language. */
export const LanguageAbility = z.strictObject({
  ...extensible,
  isFavouriteLanguage: flag,
  languageCode: text,
  languageName: text,
  listeningProficiency: text,
  readingProficiency: text,
  speakingProficiency: text,
  writingProficiency: text,
  validFor: TimePeriod.optional(),
});

/** Points at an organization. */
export const OrganizationRef = z.strictObject(reference);

/** An organization below this one. */
export const OrganizationChildRelationship = z.strictObject({
  ...extensible,
  relationshipType: text,
  organization: OrganizationRef.optional(),
});

/** A registration of an organization. */
export const OrganizationIdentification = z.strictObject({
  ...extensible,
  identificationId: text,
  identificationType: text,
  issuingAuthority: text,
  issuingDate: instant,
  attachment: AttachmentRefOrValue.optional(),
  validFor: TimePeriod.optional(),
});

/** The organization above this one. */
export const OrganizationParentRelationship = z.strictObject({
  ...extensible,
  relationshipType: text,
  organization: OrganizationRef.optional(),
});

/** Where the record of an organization is in its life. */
export const OrganizationStateType = z.enum(['initialized', 'validated', 'closed']);
export type OrganizationStateType = z.infer<typeof OrganizationStateType>;

/** Another name of a person, while it is valid. */
export const OtherNameIndividual = z.strictObject({
  ...extensible,
  aristocraticTitle: text,
  familyName: text,
  familyNamePrefix: text,
  formattedName: text,
  fullName: text,
  generation: text,
  givenName: text,
  legalName: text,
  middleName: text,
  preferredGivenName: text,
  title: text,
  validFor: TimePeriod.optional(),
});

/** Another name of an organization, while it is valid. */
export const OtherNameOrganization = z.strictObject({
  ...extensible,
  name: text,
  nameType: text,
  tradingName: text,
  validFor: TimePeriod.optional(),
});

/** A credit rating by an agency. */
export const PartyCreditProfile = z.strictObject({
  ...extensible,
  creditAgencyName: text,
  creditAgencyType: text,
  ratingReference: text,
  ratingScore: whole,
  validFor: TimePeriod.optional(),
});

/** Something that a person can do. */
export const Skill = z.strictObject({
  ...extensible,
  comment: text,
  evaluatedLevel: text,
  skillCode: text,
  skillName: text,
  validFor: TimePeriod.optional(),
});

/** A tax, by its name and type. */
export const TaxDefinition = z.strictObject({
  ...extensible,
  id: text,
  name: text,
  taxType: text,
  '@referredType': text,
});

/** Proof that some taxes are not due. */
export const TaxExemptionCertificate = z.strictObject({
  ...extensible,
  id: text,
  attachment: AttachmentRefOrValue.optional(),
  taxDefinition: list(TaxDefinition),
  validFor: TimePeriod.optional(),
});
