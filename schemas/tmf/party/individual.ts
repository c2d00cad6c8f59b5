import * as z from 'zod';
import {
  Characteristic,
  ContactMedium,
  extensible,
  instant,
  list,
  RelatedParty,
  text,
} from '../common.ts';
import {
  Disability,
  ExternalReference,
  IndividualIdentification,
  IndividualStateType,
  LanguageAbility,
  OtherNameIndividual,
  PartyCreditProfile,
  Skill,
  TaxExemptionCertificate,
} from './parts.ts';

/** TMF632. A person. */
export const Individual = z.strictObject({
  ...extensible,
  id: z.string(),
  href: text,
  aristocraticTitle: text,
  birthDate: instant,
  countryOfBirth: text,
  deathDate: instant,
  familyName: text,
  familyNamePrefix: text,
  formattedName: text,
  fullName: text,
  gender: text,
  generation: text,
  givenName: text,
  legalName: text,
  location: text,
  maritalStatus: text,
  middleName: text,
  nationality: text,
  placeOfBirth: text,
  preferredGivenName: text,
  title: text,
  contactMedium: list(ContactMedium),
  creditRating: list(PartyCreditProfile),
  disability: list(Disability),
  externalReference: list(ExternalReference),
  individualIdentification: list(IndividualIdentification),
  languageAbility: list(LanguageAbility),
  otherName: list(OtherNameIndividual),
  partyCharacteristic: list(Characteristic),
  relatedParty: list(RelatedParty),
  skill: list(Skill),
  status: IndividualStateType.optional(),
  taxExemptionCertificate: list(TaxExemptionCertificate),
});
export type Individual = z.infer<typeof Individual>;

/** What a client sends to create an individual. */
export const IndividualCreate = Individual.omit({ id: true, href: true }).required({
  givenName: true,
  familyName: true,
});
export type IndividualCreate = z.infer<typeof IndividualCreate>;

/** What a client may change of an individual. */
export const IndividualUpdate = IndividualCreate.partial();
export type IndividualUpdate = z.infer<typeof IndividualUpdate>;
