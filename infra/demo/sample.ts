import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod';
import type { FibreOption, OfferingKey } from './catalogue.ts';

/** One line of an order: an offering, and what is chosen with it. */
export interface Purchase {
  readonly offering: OfferingKey;
  readonly options?: readonly FibreOption[];
}

/** A customer of the sample: what a household buys, and nothing about who it is. */
export interface Household {
  readonly reference: string;
  readonly buys: readonly Purchase[];
}

/** What a household of the sample has paid where it was. */
export interface SampleHousehold extends Household {
  readonly tenureMonths: number;
  readonly monthlyCharges: number;
  readonly totalCharges: number;
  /** It left at the end of its tenure; the others are still there. */
  readonly hasLeft: boolean;
}

const Row = z.object({
  customerID: z.string(),
  tenure: z.coerce.number().int(),
  PhoneService: z.string(),
  MultipleLines: z.string(),
  InternetService: z.string(),
  OnlineSecurity: z.string(),
  OnlineBackup: z.string(),
  DeviceProtection: z.string(),
  TechSupport: z.string(),
  StreamingTV: z.string(),
  StreamingMovies: z.string(),
  MonthlyCharges: z.coerce.number(),
  /** Blank for who has just come. */
  TotalCharges: z.coerce.number(),
  Churn: z.string(),
});
type Row = z.infer<typeof Row>;

const optionsOf = (row: Row): readonly FibreOption[] => {
  const held: readonly (readonly [string, FibreOption])[] = [
    [row.OnlineSecurity, 'onlineSecurity'],
    [row.OnlineBackup, 'onlineBackup'],
    [row.DeviceProtection, 'deviceProtection'],
    [row.TechSupport, 'technicalSupport'],
    [row.StreamingMovies, 'films'],
  ];
  return held.flatMap(([value, option]) => (value === 'Yes' ? [option] : []));
};

const fibreOf = (row: Row): readonly Purchase[] => {
  if (row.InternetService === 'No') return [];
  const offering = row.InternetService === 'DSL' ? 'fibre100' : 'fibre500';
  return [{ offering, options: optionsOf(row) }];
};

/** What a row of the sample orders here: DSL and fibre become fibre with the same options, phones mobiles, streaming TV. */
const purchasesOf = (row: Row): readonly Purchase[] => [
  ...fibreOf(row),
  ...(row.PhoneService === 'Yes' ? [{ offering: 'mobileM' } as const] : []),
  ...(row.MultipleLines === 'Yes' ? [{ offering: 'mobileS' } as const] : []),
  ...(row.StreamingTV === 'Yes' ? [{ offering: 'tv' } as const] : []),
];

/** The rows of a comma-separated file without quotes, as its first line names them. */
export const householdsOf = (csv: string, most: number): readonly SampleHousehold[] => {
  const [head = '', ...lines] = csv.split(/\r?\n/).filter((line) => line !== '');
  const names = head.split(',');
  return lines.slice(0, most).map((line) => {
    const values = line.split(',');
    const row = Row.parse(
      Object.fromEntries(names.map((name, index) => [name, values[index] ?? ''])),
    );
    return {
      reference: row.customerID,
      buys: purchasesOf(row),
      tenureMonths: row.tenure,
      monthlyCharges: row.MonthlyCharges,
      totalCharges: row.TotalCharges,
      hasLeft: row.Churn === 'Yes',
    };
  });
};

const usual: readonly (readonly OfferingKey[])[] = [
  ['converged'],
  ['fibre500', 'tv'],
  ['mobileM'],
  ['fibre1000', 'mobileL'],
  ['fibre100', 'mobileS'],
];

const sampleFile = (): string => join(process.cwd(), '../shared/data/telco-churn.csv');

/** The rows of the sample, where it lies beside the repository. */
export const readSample = (
  most: number,
  file = sampleFile(),
): readonly SampleHousehold[] | undefined =>
  existsSync(file) ? householdsOf(readFileSync(file, 'utf8'), most) : undefined;

/** The sample's households when it lies beside the repository, else a usual mix. */
export const readHouseholds = (most: number, file = sampleFile()): readonly Household[] =>
  readSample(most, file) ??
  Array.from({ length: most }, (_, index) => ({
    reference: `household-${index + 1}`,
    buys: (usual[index % usual.length] ?? []).map((offering) => ({ offering })),
  }));
