import type { Characteristic } from '../../../schemas/tmf/common.ts';
import type { Usage } from '../../../schemas/tmf/usage/usage.ts';
import { decimalOf } from '../../kernel/money.ts';
import type { Identified } from '../../kernel/tmf/resource.ts';
import { hrefOf } from '../../kernel/tmf/resource.ts';
import type { KeptRecord } from './account/packed.ts';
import { capability } from './capability.ts';
import type { UsageTariff } from './prices/names.ts';
import { elsewhere, home, standard, usageTypes } from './rating/compile.ts';
import type { RatedPart, UsageRecord } from './rating/rate.ts';

/** A record says its place in its id: no index entry of its own is needed to find it. */
export const usageId = ({ source, id, subscriber, at }: UsageRecord): string =>
  `usg-${Buffer.from(JSON.stringify([source, id, subscriber, at])).toString('base64url')}`;

const address = { api: capability.api, name: 'usage' };

const unitNames = ['s', 'B', 'message'];

const characteristic = (name: string, value: unknown): Characteristic => ({ name, value });

/** What the network said. */
const said = (record: UsageRecord): Characteristic[] => [
  characteristic('source', record.source),
  characteristic('recordId', record.id),
  characteristic('subscriber', record.subscriber),
  characteristic('quantity', record.quantity),
  characteristic('unit', unitNames[record.kind] ?? ''),
  ...(record.other === '' ? [] : [characteristic('destination', record.other)]),
  ...(record.network === '' ? [] : [characteristic('network', record.network)]),
  ...(record.offset === 0 ? [] : [characteristic('offset', record.offset)]),
];

/** A record that is not rated: its cause stands with it. */
export const rejectedUsage = (record: UsageRecord, cause: string): Identified<Usage> => {
  const id = usageId(record);
  return {
    id,
    href: hrefOf(address, id),
    '@type': 'Usage',
    usageDate: new Date(record.at).toISOString(),
    usageType: usageTypes[record.kind] ?? '',
    status: 'rejected',
    usageCharacteristic: [...said(record), characteristic('cause', cause)],
  };
};

/** One step of the explanation: what was billed, what paid for it, at which price. */
export interface ExplainedStep {
  readonly band: string;
  readonly billed: number;
  readonly paidBy: readonly { readonly allowance: string; readonly units: number }[];
  readonly charged: number;
  readonly pricedFrom: number;
  readonly prices: readonly { readonly from: number; readonly value: number }[];
  readonly per: number;
  readonly model: string;
  readonly amount: number;
  readonly priceId: string;
  readonly priceVersion: string;
}

/** Why a record costs what it costs. Steps, fee, adjustments and cap add up to the amount. */
export interface Explanation {
  readonly zone: string;
  readonly roaming: string;
  readonly steps: readonly ExplainedStep[];
  readonly connectFee: number;
  readonly minimumOrMaximum: number;
  readonly cap: number;
  readonly amount: number;
}

const step = (part: RatedPart, tariff: UsageTariff): ExplainedStep => {
  const rate = tariff.rates[part.rate];
  return {
    band: tariff.bands[part.band] ?? standard,
    billed: part.units,
    paidBy: part.paid.map(({ slot, units }) => ({
      allowance: (tariff.slots[slot] ?? '').replace('allowance:', ''),
      units,
    })),
    charged: part.to - part.from,
    pricedFrom: part.from,
    prices: (rate?.steps ?? []).map(({ from, micros }) => ({ from, value: decimalOf(micros) })),
    per: rate?.per ?? 1,
    model: rate?.model ?? '',
    amount: decimalOf(part.micros),
    priceId: rate?.priceId ?? '',
    priceVersion: rate?.priceVersion ?? '',
  };
};

/** The explanation of a rated record, by the names of its tariff. */
export const explained = ({ rated }: KeptRecord, tariff: UsageTariff): Explanation => ({
  zone: tariff.zones[rated.zone] ?? elsewhere,
  roaming: tariff.roaming[rated.roaming] ?? home,
  steps: rated.parts.map((part) => step(part, tariff)),
  connectFee: decimalOf(rated.feeMicros),
  minimumOrMaximum: decimalOf(rated.adjustedMicros),
  cap: decimalOf(rated.cappedMicros),
  amount: decimalOf(rated.micros),
});

/** TMF635's words for whether an allowance paid. */
const tagOf = ({ rated }: KeptRecord): string => {
  const paid = rated.parts.some((part) => part.paid.length > 0);
  const charged = rated.parts.some((part) => part.to > part.from);
  return paid && !charged ? 'included usage' : paid ? 'non included usage' : 'usage';
};

/** What is known of a record beside itself. */
export interface Told {
  readonly party: string;
  readonly tariff: UsageTariff;
  /** The bill that it is on. @default - none yet */
  readonly bill?: string | undefined;
}

/** A rated record as TMF635 shows it, with its explanation beside. */
export const ratedUsage = (kept: KeptRecord, { party, tariff, bill }: Told): Identified<Usage> => {
  const { record, subscription, rated } = kept;
  const id = usageId(record);
  const usageDate = new Date(record.at).toISOString();
  return {
    id,
    href: hrefOf(address, id),
    '@type': 'Usage',
    usageDate,
    usageType: usageTypes[record.kind] ?? '',
    status: bill === undefined ? 'rated' : 'billed',
    relatedParty: [{ id: party, role: 'customer', '@referredType': 'Party' }],
    usageCharacteristic: [
      ...said(record),
      characteristic('explanation', explained(kept, tariff)),
      ...(bill === undefined ? [] : [characteristic('bill', bill)]),
    ],
    ratedProductUsage: [
      {
        '@type': 'RatedProductUsage',
        isBilled: bill !== undefined,
        isTaxExempt: false,
        ratingDate: usageDate,
        ratingAmountType: 'Total',
        usageRatingTag: tagOf(kept),
        offerTariffType: tariff.zones[rated.zone] ?? elsewhere,
        productRef: { id: subscription },
        taxExcludedRatingAmount: { unit: tariff.currency, value: decimalOf(rated.micros) },
      },
    ],
  };
};
