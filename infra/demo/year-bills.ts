import * as z from 'zod';
import { monthlyPriceOf } from './catalogue.ts';
import type { Client } from './client.ts';
import { paths } from './paths.ts';
import type { SampleHousehold } from './sample.ts';

/** What a household was billed in a year: before tax, and without what is paid once. */
export interface HouseholdYear {
  readonly household: SampleHousehold;
  readonly months: number;
  readonly bills: number;
  readonly billedEur: number;
}

const Amount = z.looseObject({ value: z.number() });
const Bills = z.array(
  z.looseObject({ id: z.string(), billDate: z.string(), taxExcludedAmount: Amount }),
);
const Lines = z.array(
  z.looseObject({
    taxExcludedAmount: Amount,
    characteristic: z.array(z.looseObject({ name: z.string(), value: z.unknown() })),
  }),
);

const sumOf = (values: readonly number[]): number =>
  values.reduce((total, one) => total + Math.round(one * 100), 0) / 100;

/** All bills of an account, and what its lines charge once. */
export const billsOf = async (
  client: Client,
  account: string,
): Promise<Pick<HouseholdYear, 'bills' | 'billedEur'>> => {
  const bills = Bills.parse(
    await client.get(`${paths.customerBill}?billingAccount.id=${account}&limit=100`),
  ).toSorted((one, other) => one.billDate.localeCompare(other.billDate));
  const first = bills[0];
  const lines =
    first === undefined
      ? []
      : Lines.parse(await client.get(`${paths.appliedRate}?bill.id=${first.id}&limit=100`));
  const once = lines.filter(({ characteristic }) =>
    characteristic.some(({ name, value }) => name === 'rule' && value === 'oneTime'),
  );
  return {
    bills: bills.length,
    billedEur: sumOf([
      ...bills.map(({ taxExcludedAmount }) => taxExcludedAmount.value),
      ...once.map(({ taxExcludedAmount }) => -taxExcludedAmount.value),
    ]),
  };
};

/** What the sample's total charges say for as many months as the household was billed. */
const saidEur = ({ household, months }: HouseholdYear): number =>
  (household.totalCharges * months) / household.tenureMonths;

const monthlyEur = ({ household, months }: HouseholdYear): number =>
  household.monthlyCharges * months;

const listedEur = ({ household, months }: HouseholdYear): number =>
  monthlyPriceOf(household.buys) * months;

const nearness = (all: readonly HouseholdYear[], to: (one: HouseholdYear) => number) => {
  const apart = all
    .map((one) => ({ one, share: (one.billedEur - to(one)) / to(one) }))
    .toSorted((a, b) => Math.abs(a.share) - Math.abs(b.share));
  const sum = sumOf(all.map(to));
  return {
    sumEur: sum,
    ofSum: (sumOf(all.map(({ billedEur }) => billedEur)) - sum) / sum,
    median: Math.abs(apart[Math.floor(apart.length / 2)]?.share ?? 0),
    within10: apart.filter(({ share }) => Math.abs(share) <= 0.1).length / apart.length,
    worst: apart.at(-1),
  };
};

/** How near the bills of a year are to what the sample says, and where the distance comes from. */
export const compare = (all: readonly HouseholdYear[]) => ({
  households: all.length,
  bills: all.reduce((total, { bills }) => total + bills, 0),
  billedEur: sumOf(all.map(({ billedEur }) => billedEur)),
  /** Total charges for as many months. */
  total: nearness(all, saidEur),
  /** Monthly charges, as many times as there were months. */
  monthly: nearness(all, monthlyEur),
  /** The price list, as many times: what is left is the time that orders took. */
  listed: nearness(all, listedEur),
});

const percent = (share: number, digits = 2): string => `${(share * 100).toFixed(digits)} %`;

const told = (
  name: string,
  { sumEur, ofSum, median, within10, worst }: ReturnType<typeof nearness>,
) => {
  const last =
    worst === undefined ? '' : `worst ${worst.one.household.reference} ${percent(worst.share, 1)}`;
  return `  ${name.padEnd(34)}${sumEur.toFixed(2).padStart(14)} EUR   sum ${percent(ofSum)}   median ${percent(median)}   within 10 %: ${percent(within10, 1)}   ${last}`;
};

/** The comparison in lines to read. */
export const linesOf = (all: readonly HouseholdYear[]): readonly string[] => {
  const { households, bills, billedEur, total, monthly, listed } = compare(all);
  return [
    `${households} households, ${bills} bills, ${billedEur.toFixed(2)} EUR before tax and without what is paid once`,
    told('total charges, for those months', total),
    told('monthly charges x months', monthly),
    told('our price list x months', listed),
  ];
};
