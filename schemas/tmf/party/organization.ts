import * as z from 'zod';
import {
  Characteristic,
  ContactMedium,
  extensible,
  flag,
  list,
  RelatedParty,
  TimePeriod,
  text,
} from '../common.ts';
import {
  ExternalReference,
  OrganizationChildRelationship,
  OrganizationIdentification,
  OrganizationParentRelationship,
  OrganizationStateType,
  OtherNameOrganization,
  PartyCreditProfile,
  TaxExemptionCertificate,
} from './parts.ts';

/** TMF632. A company, a unit of one, or a group. */
export const Organization = z.strictObject({
  ...extensible,
  id: z.string(),
  href: text,
  isHeadOffice: flag,
  isLegalEntity: flag,
  name: text,
  nameType: text,
  organizationType: text,
  tradingName: text,
  contactMedium: list(ContactMedium),
  creditRating: list(PartyCreditProfile),
  existsDuring: TimePeriod.optional(),
  externalReference: list(ExternalReference),
  organizationChildRelationship: list(OrganizationChildRelationship),
  organizationIdentification: list(OrganizationIdentification),
  organizationParentRelationship: OrganizationParentRelationship.optional(),
  otherName: list(OtherNameOrganization),
  partyCharacteristic: list(Characteristic),
  relatedParty: list(RelatedParty),
  status: OrganizationStateType.optional(),
  taxExemptionCertificate: list(TaxExemptionCertificate),
});
export type Organization = z.infer<typeof Organization>;

/** What a client sends to create an organization. */
export const OrganizationCreate = Organization.omit({ id: true, href: true }).required({
  tradingName: true,
});
export type OrganizationCreate = z.infer<typeof OrganizationCreate>;

/** What a client may change of an organization. */
export const OrganizationUpdate = OrganizationCreate.partial();
export type OrganizationUpdate = z.infer<typeof OrganizationUpdate>;
