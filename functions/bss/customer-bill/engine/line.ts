import type { UsageType } from '../../../../schemas/events/usage-charges.ts';

/** From one moment to another, in milliseconds since 1970; the end is not in it. */
export type Stretch = readonly [fromMs: number, toMs: number];

/** Why a line is what it is: the facts from which its exact amount can be added up again. */
export type Why =
  | {
      readonly rule: 'recurring';
      readonly price: string;
      readonly version: string;
      /** Of one whole window. */
      readonly unitMicros: number;
      readonly window: Stretch;
      readonly held: readonly Stretch[];
      readonly entitledMicros: number;
      readonly billedMicros: number;
      /** What was held by the bills before, where that was more or less. */
      readonly billedFor: readonly Stretch[];
    }
  | {
      readonly rule: 'oneTime';
      readonly price: string;
      readonly version: string;
      readonly unitMicros: number;
    }
  | {
      readonly rule: 'usage';
      readonly price: string;
      readonly version: string;
      readonly key: string;
      readonly usageType: UsageType;
      readonly quantity: number;
      readonly unit: string;
      readonly records: number;
      readonly totalMicros: number;
      readonly billedMicros: number;
    }
  | {
      readonly rule: 'discount';
      readonly source: 'catalogue' | 'promotion';
      readonly id: string;
      readonly baseMicros: number;
      /** Hundredths of a percent. */
      readonly hundredths?: number;
      readonly fixedMicros?: number;
    }
  | {
      readonly rule: 'commitment';
      readonly agreement: string;
      readonly committedMicros: number;
      readonly chargedMicros: number;
    }
  | { readonly rule: 'fee'; readonly id: string; readonly reason: string }
  | { readonly rule: 'rounding'; readonly differenceMicros: number };

/** A charge or a credit before rounding and tax. */
export interface Charge {
  readonly name: string;
  readonly product?: string;
  readonly offering?: string;
  readonly period: Stretch;
  /** Cycles since the product began; 0 is the first. */
  readonly age?: number;
  readonly micros: number;
  readonly taxCategory: string;
  readonly why: Why;
}

/** A line as the bill shows it. `netMicros` is a whole number of coins, `exactMicros` is what it stands for. */
export interface Line {
  readonly name: string;
  readonly product?: string;
  readonly period: Stretch;
  readonly exactMicros: number;
  readonly netMicros: number;
  readonly taxMicros: number;
  readonly taxCategory: string;
  /** Hundredths of a percent. */
  readonly taxHundredths: number;
  readonly why: Why;
}
