import * as z from 'zod';
import { AttachmentRefOrValue, instant, list, Quantity, text } from '../common.ts';

const bankAccount = {
  accountNumber: z.string(),
  accountNumberType: text,
  BIC: text,
  owner: z.string(),
  bank: z.string(),
};

/** A debit that the payer's signed mandate allows. */
const DirectDebit = z.strictObject({
  ...bankAccount,
  mandateId: text,
  mandateStatus: text,
  mandateType: z.string(),
  mandateCategory: text,
  signature: text,
  signatureDate: instant,
  mandateStatusDate: instant,
  firstDebitDate: z.iso.datetime({ offset: true }),
  lastDebitDate: instant,
  cancellationDate: instant,
  reference: text,
  attachment: list(AttachmentRefOrValue),
});

const Voucher = z.strictObject({
  code: z.string(),
  value: Quantity,
  discount: text,
  expirationDate: z.iso.datetime({ offset: true }),
  campaign: text,
});

/** A card as the provider's token; of its number, the last four digits alone. */
const TokenizedCard = z.strictObject({
  brand: text,
  cardType: text,
  lastFourDigits: z.string().regex(/^\d{4}$/, 'the last four digits, no more'),
  tokenType: text,
  token: z.string().min(1),
  issuer: text,
  expirationDate: z.iso.datetime({ offset: true }),
  countryOfIssue: text,
});

const DigitalWallet = z.strictObject({
  service: z.string(),
  walletId: z.string(),
  walletUrl: z.string(),
});

const Check = z.strictObject({
  checkId: z.string(),
  drawer: z.string(),
  payee: z.string(),
  signedDate: z.iso.datetime({ offset: true }),
  bank: z.string(),
});

const BankAccount = z.strictObject(bankAccount);
const Nothing = z.strictObject({});

/** What each class of payment method brings, by `@type` as the contract's enumeration spells it. */
export const kinds: ReadonlyMap<string, z.ZodType> = new Map<string, z.ZodType>([
  ['cash', Nothing],
  ['digitalWallet', DigitalWallet],
  ['tokenizedCard', TokenizedCard],
  ['bankAccountTransfer', BankAccount],
  ['bankAccountDebit', BankAccount],
  ['voucher', Voucher],
  ['check', Check],
  ['bucketPaymentMethod', Nothing],
  ['accountPaymentMethod', Nothing],
  ['loyaltyPaymentMethod', Nothing],
  ['directDebit', DirectDebit],
]);
