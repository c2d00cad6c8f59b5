import * as z from 'zod';
import type { TaxExemption, Terms } from '../engine/account.ts';
import { countryCode } from '../engine/tax.ts';
import type { AccountRow } from '../kept/billed-account.ts';

const Period = z.looseObject({
  startDateTime: z.string().optional(),
  endDateTime: z.string().optional(),
});
const Medium = z.looseObject({
  street1: z.string().optional(),
  street2: z.string().optional(),
  postCode: z.string().optional(),
  city: z.string().optional(),
  country: z.string().optional(),
});

/** What billing takes of TMF666's billing account. */
const Heard = z.looseObject({
  id: z.string(),
  name: z.string(),
  state: z.string().optional(),
  lastModified: z.string().optional(),
  billStructure: z
    .looseObject({
      cycleSpecification: z
        .looseObject({
          billingDateShift: z.int().optional(),
          paymentDueDateOffset: z.int().optional(),
          timeZone: z.string().optional(),
        })
        .optional(),
    })
    .optional(),
  contact: z
    .array(
      z.looseObject({
        contactMedium: z.array(z.looseObject({ characteristic: Medium.optional() })).optional(),
      }),
    )
    .optional(),
  relatedParty: z.array(
    z.looseObject({
      id: z.string(),
      name: z.string().optional(),
      role: z.string().optional(),
      '@referredType': z.string().optional(),
    }),
  ),
  taxExemption: z
    .array(
      z.looseObject({
        certificateNumber: z.string().optional(),
        issuingJurisdiction: z.string(),
        reason: z.string().optional(),
        validFor: Period,
      }),
    )
    .optional(),
  defaultPaymentMethod: z.looseObject({ id: z.string() }).optional(),
  financialAccount: z.looseObject({ id: z.string() }).optional(),
});
type Heard = z.infer<typeof Heard>;

export const BillingAccountHeard = z.object({ billingAccount: Heard });

const entityRole = 'legalEntity';
const usualDueDays = 14;

const addressOf = ({ contact }: Heard): z.infer<typeof Medium> | undefined =>
  (contact ?? [])
    .flatMap(({ contactMedium }) => contactMedium ?? [])
    .map(({ characteristic }) => characteristic)
    .find((one) => one?.country !== undefined || one?.city !== undefined);

const addressLines = (address: z.infer<typeof Medium> | undefined): string[] =>
  address === undefined
    ? []
    : [
        address.street1,
        address.street2,
        [address.postCode, address.city].filter((part) => part !== undefined).join(' '),
        address.country,
      ].flatMap((line) => (line === undefined || line === '' ? [] : [line]));

const exemptionsOf = ({ taxExemption }: Heard): readonly TaxExemption[] =>
  (taxExemption ?? []).map(({ certificateNumber, issuingJurisdiction, reason, validFor }) => ({
    certificate: certificateNumber ?? '',
    reason: reason ?? 'Exempt',
    jurisdiction: countryCode(issuingJurisdiction) ?? issuingJurisdiction,
    fromMs: validFor.startDateTime === undefined ? 0 : Date.parse(validFor.startDateTime),
    ...(validFor.endDateTime !== undefined && { toMs: Date.parse(validFor.endDateTime) }),
  }));

const termsOf = (heard: Heard, address: z.infer<typeof Medium> | undefined): Terms => {
  const cycle = heard.billStructure?.cycleSpecification;
  const country = address?.country && (countryCode(address.country) ?? address.country);
  return {
    cycleDay: cycle?.billingDateShift ?? 1,
    timeZone: cycle?.timeZone ?? 'UTC',
    dueDays: cycle?.paymentDueDateOffset ?? usualDueDays,
    ...(country !== undefined && { country }),
    ...(address?.postCode !== undefined && { postCode: address.postCode }),
    exemptions: exemptionsOf(heard),
  };
};

/** Who pays, and in whose name bills are made. */
const partiesOf = ({ relatedParty }: Heard) => {
  const parties = relatedParty.filter(({ role }) => role !== entityRole);
  const payer = parties.find(({ role }) => role === 'customer') ?? parties[0];
  return {
    party: payer?.id ?? '',
    ...(payer?.name !== undefined && { partyName: payer.name }),
    ...(payer?.['@referredType'] !== undefined && { partyType: payer['@referredType'] }),
    legalEntity: relatedParty.find(({ role }) => role === entityRole)?.id ?? 'default',
  };
};

/** Takes what the account says of itself, where it is news. */
export const hearAccount = (before: AccountRow, heard: Heard, version: number): AccountRow => {
  if (version <= before.accountVersion) return before;
  const address = addressOf(heard);
  const { defaultPaymentMethod, financialAccount } = heard;
  return {
    ...before,
    accountVersion: version,
    name: heard.name,
    state: heard.state ?? 'Active',
    ...partiesOf(heard),
    address: addressLines(address),
    ...(defaultPaymentMethod !== undefined && { paymentMethod: defaultPaymentMethod.id }),
    ...(financialAccount !== undefined && { financialAccount: financialAccount.id }),
    terms: termsOf(heard, address),
  };
};
