import type { UsageChargeLine } from '../../../../schemas/events/usage-charges.ts';

/** What a product was from a moment on, as one event of the inventory said. */
export interface Snapshot {
  /** The product's version: events come in any order, versions tell it. */
  readonly version: number;
  readonly atMs: number;
  readonly status: string;
  readonly name: string;
  readonly offering: string;
  /** The bundle's offering that it was sold in. */
  readonly bundle?: string;
  readonly startMs?: number;
  readonly endMs?: number;
  readonly characteristics: Readonly<Record<string, string>>;
}

/** A product that the account pays for. */
export interface Subscription {
  readonly id: string;
  readonly snapshots: readonly Snapshot[];
}

/** The newest totals of the usage of one subscription in one period. */
export interface UsageTotals {
  readonly subscription: string;
  readonly fromMs: number;
  readonly toMs: number;
  readonly version: number;
  readonly currency: string;
  readonly lines: readonly UsageChargeLine[];
}

/** An amount that the account promised to be charged each cycle at least. */
export interface Commitment {
  readonly id: string;
  readonly name: string;
  readonly micros: number;
  readonly fromMs: number;
  readonly toMs?: number;
}

/** Money of the customer's that the next bill uses up: an overpayment, a credit note on a paid bill. */
export interface Credit {
  readonly id: string;
  readonly name: string;
  readonly micros: number;
}

/** What a step of dunning costs the customer, as the step said it. */
export interface Fee {
  readonly id: string;
  readonly reason: string;
  readonly micros: number;
  readonly currency: string;
  readonly atMs: number;
}

export interface TaxExemption {
  readonly certificate: string;
  readonly reason: string;
  readonly jurisdiction: string;
  readonly fromMs: number;
  readonly toMs?: number;
}

/** When, where and in what the account is billed. */
export interface Terms {
  /** 1 to 31. */
  readonly cycleDay: number;
  readonly timeZone: string;
  readonly dueDays: number;
  /** ISO 3166, two letters. @default - the legal entity's */
  readonly country?: string;
  readonly postCode?: string;
  readonly exemptions: readonly TaxExemption[];
}

/** All of an account that its bills are made from. */
export interface BilledAccount {
  readonly id: string;
  readonly party: string;
  /** When the account began: no cycle before has a bill. */
  readonly sinceMs: number;
  readonly terms: Terms;
  readonly subscriptions: readonly Subscription[];
  readonly usage: readonly UsageTotals[];
  readonly commitments: readonly Commitment[];
  readonly credits: readonly Credit[];
  /** @default - none was ever asked for */
  readonly fees?: readonly Fee[];
}

/** How a legal entity makes its bills. */
export interface BillingRules {
  readonly currency: string;
  readonly country: string;
  /** Each line is rounded, or the document's sums are. */
  readonly rounding: 'line' | 'document';
}
