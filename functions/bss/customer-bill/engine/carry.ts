import type { Month } from './calendar.ts';
import type { Stretch } from './line.ts';

/** What was charged for one price of one product in one window. */
export interface BilledWindow {
  readonly product: string;
  readonly price: string;
  readonly item: number;
  readonly version: string;
  readonly name: string;
  readonly offering: string;
  readonly taxCategory: string;
  readonly unitMicros: number;
  readonly window: Stretch;
  readonly held: readonly Stretch[];
  readonly micros: number;
}

/** What was charged for the usage of one subscription in one period, by the key of its lines. */
export interface BilledUsage {
  readonly subscription: string;
  readonly fromMs: number;
  /** The version of the charges that was billed. */
  readonly version: number;
  readonly lines: Readonly<Record<string, BilledUsageLine>>;
}

export interface BilledUsageLine {
  readonly quantity: number;
  readonly records: number;
  readonly micros: number;
}

/** What a bill leaves to the next one: all that was charged and may still have to be put right. */
export interface Carry {
  /** The month in which the cycle began that was billed last. */
  readonly month: Month;
  /** Charged but not yet billed, since coins are not divided: less than a coin. */
  readonly roundingMicros: number;
  /** How much of the account's credits bills have used. */
  readonly creditUsedMicros: number;
  readonly products: readonly string[];
  readonly windows: readonly BilledWindow[];
  readonly usage: readonly BilledUsage[];
  /** Fees that bills have asked for. @default - none */
  readonly fees?: readonly string[];
  /** Totals of the last bills, newest first. */
  readonly totals: readonly number[];
}

/** Before the first bill. */
export const nothingBilled: Carry = {
  month: 0,
  roundingMicros: 0,
  creditUsedMicros: 0,
  products: [],
  windows: [],
  usage: [],
  totals: [],
};
