import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { bodyOf } from '../../../functions/bss/customer-bill/bill-body.ts';
import { ublOf } from '../../../functions/bss/customer-bill/document/ubl.ts';
import type { Bill } from '../../../functions/bss/customer-bill/engine/bill.ts';
import type { AccountRow } from '../../../functions/bss/customer-bill/kept/billed-account.ts';
import { aBook, anAccount, aPrice, aProduct, aSnapshot, billsFor, euro, ms } from './given.ts';

const account: AccountRow = {
  ...anAccount({
    terms: { cycleDay: 1, timeZone: 'Europe/Brussels', dueDays: 14, country: 'BE', exemptions: [] },
    subscriptions: [
      aProduct('prd-1', aSnapshot(1, '2026-01-10T00:00:00Z', { name: 'Fibre & <TV>' })),
    ],
    fees: [
      {
        id: 'f',
        reason: 'late',
        micros: 5_000_000,
        currency: 'EUR',
        atMs: ms('2026-01-20T00:00:00Z'),
      },
    ],
  }),
  accountVersion: 1,
  name: "Ada's account",
  partyName: 'Ada "Byron"',
  state: 'Active',
  address: ['High Street 1', 'Box 2', '1000 Brussels', 'BE'],
  legalEntity: 'default',
};
const seller = {
  name: 'Small Telecom',
  country: 'BE',
  taxId: 'BE0123456789',
  address: ['Quay 1', '2000 Antwerp'],
};

const invoiceOf = (bill: Bill, category: 'normal' | 'credit note' = 'normal'): string =>
  ublOf({
    bill: {
      ...bodyOf(bill, account, {
        id: 'cb-1',
        at: '2026-02-01T12:00:00Z',
        state: 'sent',
        category: 'normal',
        runType: 'onCycle',
        billNo: '000000007',
      }),
      category,
    },
    lines: bill.lines,
    creditMicros: bill.creditMicros,
    currency: 'EUR',
    account,
    seller,
    ...(category === 'credit note' && { credits: '000000003' }),
  });

const cents = (text: string): number => Math.round(Number(text) * 100);
const all = (xml: string, name: string): number[] =>
  [...xml.matchAll(new RegExp(`<cbc:${name}[^>]*>([^<]*)</cbc:${name}>`, 'g'))].map(([, value]) =>
    cents(value ?? ''),
  );
const total = (of: readonly number[]): number => of.reduce((sum, one) => sum + one, 0);

/** Every element that opens closes in its turn. */
const isWellFormed = (xml: string): boolean => {
  const open: string[] = [];
  for (const [, slash, name = ''] of xml.matchAll(/<(\/?)([A-Za-z:]+)[^>]*>/g)) {
    if (slash !== '/') open.push(name);
    else if (open.pop() !== name) return false;
  }
  return open.length === 0 && !/&(?!amp;|lt;|gt;|quot;)/.test(xml);
};

const [first] = billsFor(['2026-01-01'], () => ({
  account,
  book: aBook({ fibre: [aPrice('fibre-month')] }),
}));
if (first === undefined) throw new Error('no bill');

describe('an electronic invoice', () => {
  const xml = invoiceOf(first);

  it("says who, to whom, which and when, in the standard's words", () => {
    expect(isWellFormed(xml)).toBe(true);
    for (const part of [
      '<cbc:CustomizationID>urn:cen.eu:en16931:2017</cbc:CustomizationID><cbc:ID>000000007</cbc:ID>',
      '<cbc:IssueDate>2026-02-01</cbc:IssueDate><cbc:DueDate>2026-02-15</cbc:DueDate><cbc:InvoiceTypeCode>380</cbc:InvoiceTypeCode>',
      '<cac:InvoicePeriod><cbc:StartDate>2026-01-01</cbc:StartDate><cbc:EndDate>2026-01-31</cbc:EndDate></cac:InvoicePeriod>',
      '<cbc:CompanyID>BE0123456789</cbc:CompanyID>',
      '<cbc:RegistrationName>Ada &quot;Byron&quot;</cbc:RegistrationName>',
      '<cbc:StreetName>High Street 1</cbc:StreetName><cbc:CityName>1000 Brussels</cbc:CityName><cac:AddressLine><cbc:Line>Box 2</cbc:Line></cac:AddressLine><cac:Country><cbc:IdentificationCode>BE</cbc:IdentificationCode></cac:Country>',
      'Fibre &amp; &lt;TV&gt;',
    ])
      expect(xml).toContain(part);
  });

  it('says of what is outside VAT that it is exempt, and why', () => {
    expect(xml).toContain(
      '<cbc:ID>E</cbc:ID><cbc:Percent>0</cbc:Percent><cbc:TaxExemptionReason>Outside',
    );
    expect(xml).toContain('<cbc:ID>S</cbc:ID><cbc:Percent>21</cbc:Percent>');
  });

  it('a credit note gives back in positive numbers, and names its bill', () => {
    const given = {
      ...first,
      lines: first.lines.map((line) => ({
        ...line,
        netMicros: -line.netMicros,
        taxMicros: -line.taxMicros,
      })),
    };
    const note = invoiceOf(given, 'credit note');
    expect(isWellFormed(note)).toBe(true);
    expect(note).toContain('<cbc:CreditNoteTypeCode>381</cbc:CreditNoteTypeCode>');
    expect(note).toContain(
      '<cac:InvoiceDocumentReference><cbc:ID>000000003</cbc:ID></cac:InvoiceDocumentReference>',
    );
    expect(all(note, 'TaxInclusiveAmount')).toEqual(all(xml, 'TaxInclusiveAmount'));
  });

  it('adds up as the standard asks: lines to the sum, groups to the tax, and to what is to pay', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 99_999_999 }),
        fc.integer({ min: 0, max: 99_999_999 }),
        fc.constantFrom('line' as const, 'document' as const),
        fc.integer({ min: 0, max: 50_000_000 }),
        (month, once, rounding, micros) => {
          const book = aBook({
            fibre: [
              aPrice('a', { micros: month }),
              aPrice('b', { micros: once, type: 'oneTime', taxCategory: 'reduced1' }),
              aPrice('c', { type: 'discount', hundredths: 3_333 }),
            ],
          });
          const paying = {
            ...account,
            credits: [{ id: 'c', name: 'Credit', micros: micros - (micros % 10_000) }],
          };
          const [bill] = billsFor(['2026-01-01'], () => ({
            account: paying,
            book,
            rules: { ...euro, rounding },
          }));
          if (bill === undefined) throw new Error('no bill');
          const text = invoiceOf(bill);
          const [net = 0, ...lines] = all(text, 'LineExtensionAmount');
          const [tax = 0, ...taxes] = all(text, 'TaxAmount');
          const [gross = 0] = all(text, 'TaxInclusiveAmount');
          expect(total(lines)).toBe(net);
          expect(total(taxes)).toBe(tax);
          expect(total(all(text, 'TaxableAmount'))).toBe(net);
          expect(net + tax).toBe(gross);
          expect(gross - total(all(text, 'PrepaidAmount'))).toBe(all(text, 'PayableAmount')[0]);
          expect(gross).toBe(Math.round(bill.totalMicros / 10_000));
          expect(Math.min(0, ...all(text, 'PriceAmount'))).toBe(0);
        },
      ),
      { numRuns: 200 },
    );
  });
});
