import * as z from 'zod';
import {
  addressable,
  Characteristic,
  instant,
  list,
  RelatedParty,
  TimePeriod,
  text,
  whole,
} from '../common.ts';
import { AgreementRef } from '../references.ts';
import { AgreementAuthorization, AgreementItem, AgreementSpecificationRef } from './parts.ts';

/** TMF651. What parties promise each other about products. */
export const Agreement = z.strictObject({
  ...addressable,
  agreementType: z.string(),
  description: text,
  documentNumber: whole,
  initialDate: instant,
  name: z.string(),
  statementOfIntent: text,
  status: text,
  version: text,
  agreementAuthorization: list(AgreementAuthorization),
  agreementItem: z.array(AgreementItem).min(1),
  agreementPeriod: TimePeriod.optional(),
  agreementSpecification: AgreementSpecificationRef.optional(),
  associatedAgreement: list(AgreementRef),
  characteristic: list(Characteristic),
  completionDate: TimePeriod.optional(),
  engagedParty: z.array(RelatedParty).min(1),
});
export type Agreement = z.infer<typeof Agreement>;

/** What a client sends to create a agreement. */
export const AgreementCreate = Agreement.omit({ id: true, href: true });
export type AgreementCreate = z.infer<typeof AgreementCreate>;

/** What a client may change of a agreement. */
export const AgreementUpdate = AgreementCreate.omit({ completionDate: true }).partial();
export type AgreementUpdate = z.infer<typeof AgreementUpdate>;
