import { sum } from '../../../kernel/money.ts';
import type { OwnBill } from '../customer-bill.ts';
import type { Line } from '../engine/line.ts';
import { countryCode } from '../engine/tax.ts';
import type { AccountRow } from '../kept/billed-account.ts';
import type { Sender } from './letter.ts';

/** In whose name the bill is, with what an invoice must say of them. */
export interface Seller extends Sender {
  readonly country: string;
}

/** All that an invoice says. */
export interface Invoiced {
  readonly bill: OwnBill;
  readonly lines: readonly Line[];
  readonly creditMicros: number;
  readonly currency: string;
  readonly account: AccountRow;
  readonly seller: Seller;
  /** The bill that a credit note is about. */
  readonly credits?: string;
}

/** EN 16931: the semantic model of a European invoice, in UBL 2.1. */
const customization = 'urn:cen.eu:en16931:2017';
const namespaces =
  'xmlns:cac="urn:oasis:names:specification:ubl:schema:xsd:CommonAggregateComponents-2" xmlns:cbc="urn:oasis:names:specification:ubl:schema:xsd:CommonBasicComponents-2"';

/** UNTDID 1001: a commercial invoice, a credit note. */
const codes = { Invoice: '380', CreditNote: '381' } as const;
type Kind = keyof typeof codes;

// XML 1.0 has no other control characters than tab and line ends, escaped or not.
const forbidden = /[^\t\n\r\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/gu;

const escaped = (text: string): string =>
  text
    .replaceAll(forbidden, ' ')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');

const text = (name: string, value: string, attributes = ''): string =>
  `<cbc:${name}${attributes}>${escaped(value)}</cbc:${name}>`;
const group = (name: string, ...parts: readonly string[]): string =>
  `<cac:${name}>${parts.join('')}</cac:${name}>`;

const centMicros = 10_000;

/** Amounts have two decimals; ours are whole coins, and no currency of Europe has smaller ones. */
const decimals = (micros: number): string => {
  const cents = Math.round(Math.abs(micros) / centMicros);
  const sign = micros < 0 && cents > 0 ? '-' : '';
  return `${sign}${Math.floor(cents / 100)}.${String(cents % 100).padStart(2, '0')}`;
};

const dateOf = (instant: string | number, timeZone: string): string =>
  new Intl.DateTimeFormat('sv-SE', { dateStyle: 'short', timeZone }).format(
    typeof instant === 'number' ? instant : Date.parse(instant),
  );

/** A period's last day is in it. */
const periodOf = (from: number, to: number, timeZone: string): string =>
  group(
    'InvoicePeriod',
    text('StartDate', dateOf(from, timeZone)),
    text('EndDate', dateOf(Math.max(from, to - 1), timeZone)),
  );

interface TaxGroup {
  readonly name: string;
  readonly hundredths: number;
  readonly lines: readonly Line[];
}

const taxGroups = (lines: readonly Line[]): readonly TaxGroup[] => {
  const keys = [...new Set(lines.map((one) => `${one.taxHundredths} ${one.taxCategory}`))];
  return keys.flatMap((key) => {
    const own = lines.filter((one) => `${one.taxHundredths} ${one.taxCategory}` === key);
    const [first] = own;
    return first === undefined
      ? []
      : [{ name: first.taxCategory, hundredths: first.taxHundredths, lines: own }];
  });
};

/**
 * UNCL 5305: standard, zero rated, exempt. What is outside VAT counts as exempt: the code of its own may stand beside no
 * other (BR-O-11), and a fee of dunning stands beside taxed lines.
 */
const codeOf = ({ name, hundredths }: Pick<TaxGroup, 'name' | 'hundredths'>): string => {
  if (hundredths > 0) return 'S';
  return name.startsWith('VAT') ? 'Z' : 'E';
};

const scheme = group('TaxScheme', text('ID', 'VAT'));

/** What is exempt says why, where the sums are and not on each line. */
const categoryOf = (
  name: 'TaxCategory' | 'ClassifiedTaxCategory',
  tax: Pick<TaxGroup, 'name' | 'hundredths'>,
): string => {
  const code = codeOf(tax);
  const says = name === 'TaxCategory' && code === 'E';
  return group(
    name,
    text('ID', code),
    text('Percent', String(tax.hundredths / 100)),
    ...(says ? [text('TaxExemptionReason', tax.name)] : []),
    scheme,
  );
};

const countryOf = (code: string): string => group('Country', text('IdentificationCode', code));

/** An address as people write it: the street first, the town last, then the country, which has an element of its own. */
const addressOf = (written: readonly string[], country: string): string => {
  const lines = written.filter((line) => countryCode(line) === undefined);
  const [street, ...rest] = lines;
  const town = rest.at(-1);
  const between = rest.slice(0, -1).join(', ');
  return group(
    'PostalAddress',
    ...(street === undefined ? [] : [text('StreetName', street)]),
    ...(town === undefined ? [] : [text('CityName', town)]),
    ...(between === '' ? [] : [group('AddressLine', text('Line', between))]),
    countryOf(country),
  );
};

const sellerOf = ({ name, address = [], country, taxId }: Seller): string =>
  group(
    'AccountingSupplierParty',
    group(
      'Party',
      addressOf(address, country),
      ...(taxId === undefined ? [] : [group('PartyTaxScheme', text('CompanyID', taxId), scheme)]),
      group('PartyLegalEntity', text('RegistrationName', name)),
    ),
  );

const buyerOf = ({ account, seller }: Invoiced): string =>
  group(
    'AccountingCustomerParty',
    group(
      'Party',
      group('PartyIdentification', text('ID', account.party)),
      addressOf(account.address, account.terms.country ?? seller.country),
      group('PartyLegalEntity', text('RegistrationName', account.partyName ?? account.name)),
    ),
  );

interface Terms {
  readonly kind: Kind;
  /** A credit note says in positive numbers what is given back. */
  readonly sign: 1 | -1;
  readonly currency: string;
  readonly timeZone: string;
}

const quantities = { Invoice: 'InvoicedQuantity', CreditNote: 'CreditedQuantity' } as const;

/** A line is one piece at what it comes to: a price is never less than zero, so that what is given back is minus one piece. */
const lineOf = (line: Line, index: number, { kind, sign, currency, timeZone }: Terms): string => {
  const net = line.netMicros * sign;
  const [unit, pieces] = [` currencyID="${currency}"`, net < 0 ? '-1' : '1'];
  return group(
    `${kind}Line`,
    text('ID', String(index + 1)),
    text(quantities[kind], pieces, ' unitCode="C62"'),
    text('LineExtensionAmount', decimals(net), unit),
    periodOf(line.period[0], line.period[1], timeZone),
    group(
      'Item',
      text('Name', line.name),
      categoryOf('ClassifiedTaxCategory', {
        name: line.taxCategory,
        hundredths: line.taxHundredths,
      }),
    ),
    group('Price', text('PriceAmount', decimals(Math.abs(net)), unit)),
  );
};

const taxesOf = (lines: readonly Line[], { sign, currency }: Terms): string => {
  const unit = ` currencyID="${currency}"`;
  const taxOf = (of: readonly Line[]) => sign * sum(of.map(({ taxMicros }) => taxMicros));
  return group(
    'TaxTotal',
    text('TaxAmount', decimals(taxOf(lines)), unit),
    ...taxGroups(lines).map((tax) =>
      group(
        'TaxSubtotal',
        text('TaxableAmount', decimals(sign * sum(tax.lines.map((one) => one.netMicros))), unit),
        text('TaxAmount', decimals(taxOf(tax.lines)), unit),
        categoryOf('TaxCategory', tax),
      ),
    ),
  );
};

const sumsOf = (
  lines: readonly Line[],
  creditMicros: number,
  { sign, currency }: Terms,
): string => {
  const unit = ` currencyID="${currency}"`;
  const net = sign * sum(lines.map(({ netMicros }) => netMicros));
  const gross = net + sign * sum(lines.map(({ taxMicros }) => taxMicros));
  return group(
    'LegalMonetaryTotal',
    text('LineExtensionAmount', decimals(net), unit),
    text('TaxExclusiveAmount', decimals(net), unit),
    text('TaxInclusiveAmount', decimals(gross), unit),
    ...(creditMicros === 0 ? [] : [text('PrepaidAmount', decimals(creditMicros), unit)]),
    text('PayableAmount', decimals(gross - creditMicros), unit),
  );
};

/** The invoice that a program reads: EN 16931 in UBL 2.1. The same bill gives the same bytes. */
export const ublOf = (invoiced: Invoiced): string => {
  const { bill, lines, currency, account, seller, credits } = invoiced;
  const { timeZone } = account.terms;
  const kind: Kind = bill.category === 'credit note' ? 'CreditNote' : 'Invoice';
  const terms: Terms = { kind, sign: kind === 'CreditNote' ? -1 : 1, currency, timeZone };
  const { startDateTime = '', endDateTime = '' } = bill.billingPeriod ?? {};
  const root = `urn:oasis:names:specification:ubl:schema:xsd:${kind}-2`;
  return `<?xml version="1.0" encoding="UTF-8"?>
<${kind} xmlns="${root}" ${namespaces}>${[
    text('CustomizationID', customization),
    text('ID', bill.billNo ?? bill.id),
    text('IssueDate', dateOf(bill.billDate ?? '', timeZone)),
    ...(kind === 'Invoice' && bill.paymentDueDate !== undefined
      ? [text('DueDate', dateOf(bill.paymentDueDate, timeZone))]
      : []),
    text(`${kind}TypeCode`, codes[kind]),
    text('DocumentCurrencyCode', currency),
    text('BuyerReference', account.id),
    periodOf(Date.parse(startDateTime), Date.parse(endDateTime), timeZone),
    ...(credits === undefined
      ? []
      : [group('BillingReference', group('InvoiceDocumentReference', text('ID', credits)))]),
    sellerOf(seller),
    buyerOf(invoiced),
    ...(kind === 'Invoice'
      ? [
          group(
            'PaymentTerms',
            text('Note', `Due on ${dateOf(bill.paymentDueDate ?? '', timeZone)}`),
          ),
        ]
      : []),
    taxesOf(lines, terms),
    sumsOf(lines, kind === 'Invoice' ? invoiced.creditMicros : 0, terms),
    ...lines.map((line, index) => lineOf(line, index, terms)),
  ].join('')}</${kind}>
`;
};
