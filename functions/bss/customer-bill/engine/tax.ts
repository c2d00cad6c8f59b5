import type { BilledAccount, BillingRules } from './account.ts';
import { vatRates } from './vat-rates.ts';

/** A rate in hundredths of a percent, and what the bill calls it. */
export interface TaxRate {
  readonly category: string;
  readonly hundredths: number;
}

const perPercent = 100;

/** The category of what is no turnover. */
export const outsideScope = 'outsideScope';
const untaxed: TaxRate = { category: 'Outside the scope of VAT', hundredths: 0 };

type RateOf = (category: string) => TaxRate;

const ratesAt = (country: string, postCode: string, atMs: number): RateOf => {
  const date = new Date(atMs).toISOString().slice(0, 10);
  const period = vatRates[country]?.find(({ from }) => from <= date);
  if (period === undefined) throw new RangeError(`no tax rule for ${country} on ${date}`);
  const exception = period.exceptions?.find(({ postcode }) =>
    new RegExp(`^(?:${postcode})$`).test(postCode),
  );
  const known = new Map<string, TaxRate>([[outsideScope, untaxed]]);
  return (category) => {
    const before = known.get(category);
    if (before !== undefined) return before;
    const percent =
      exception !== undefined && category === 'standard'
        ? exception.standard
        : period.rates[category];
    if (percent === undefined)
      throw new RangeError(`no ${category} rate for ${country} on ${date}`);
    const place = exception === undefined ? country : `${country}, ${exception.name}`;
    const rate = {
      category: `VAT ${category} ${place}`,
      hundredths: Math.round(percent * perPercent),
    };
    known.set(category, rate);
    return rate;
  };
};

/** The rates of places and dates that were asked for: a run asks for the same few again and again. */
const remembered = new Map<string, RateOf>();
const mostRemembered = 1_000;

const rememberedRates = (country: string, postCode: string, atMs: number): RateOf => {
  const key = `${country} ${postCode} ${atMs}`;
  const before = remembered.get(key);
  if (before !== undefined) return before;
  if (remembered.size >= mostRemembered) remembered.clear();
  const rates = ratesAt(country, postCode, atMs);
  remembered.set(key, rates);
  return rates;
};

/** Finds the rate of a category where the customer is, on the date of the bill. No rule is an error: the bill is held. */
export const taxRates = ({ terms }: BilledAccount, rules: BillingRules, atMs: number): RateOf => {
  const country = terms.country ?? rules.country;
  const exempt = terms.exemptions.find(
    ({ jurisdiction, fromMs, toMs }) =>
      jurisdiction === country && fromMs <= atMs && (toMs === undefined || atMs < toMs),
  );
  if (exempt === undefined) return rememberedRates(country, terms.postCode ?? '', atMs);
  const rate = {
    category: `${exempt.reason}, certificate ${exempt.certificate}`,
    hundredths: 0,
  };
  return () => rate;
};

const named = new Map<string, string>();

/** The two letters of a country that is billed, from themselves or from its English name. */
export const countryCode = (text: string): string | undefined => {
  const upper = text.trim().toUpperCase();
  if (vatRates[upper] !== undefined) return upper;
  if (named.size === 0) {
    const names = new Intl.DisplayNames(['en'], { type: 'region' });
    for (const code of Object.keys(vatRates))
      if (/^[A-Z]{2}$/.test(code)) named.set((names.of(code) ?? code).toUpperCase(), code);
  }
  return named.get(upper);
};
