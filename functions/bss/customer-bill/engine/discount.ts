import { share, sum } from '../../../kernel/money.ts';
import type { Charge } from './line.ts';
import type { PriceBook } from './price-book.ts';
import { holds, lineName, versionAt } from './price-book.ts';
import type { Cycle, History } from './recurring.ts';

/** One condition of a promotion. */
export interface Criterion {
  readonly parameter: string;
  readonly operator: string;
  readonly value: string;
}

/** A promotion's pattern, ready to count. */
export interface Promotion {
  readonly id: string;
  readonly name: string;
  /** Lower comes first. */
  readonly priority: number;
  readonly fromMs: number;
  readonly toMs?: number;
  /** All of the groups must hold, or any; the same within each. */
  readonly groups: readonly { readonly any: boolean; readonly criteria: readonly Criterion[] }[];
  readonly any: boolean;
  /** Hundredths of a percent off, or an amount. */
  readonly hundredths?: number;
  readonly fixedMicros?: number;
  /** The offering that it is off. @default - everything that its conditions allow */
  readonly offering?: string;
}

const wholeHundredths = 10_000;

/** Charges that a discount may still take from: what earlier ones took is off already. */
interface Open {
  readonly charge: Charge;
  left: number;
}

const compared: Readonly<Record<string, (order: number) => boolean>> = {
  eq: (order) => order === 0,
  ne: (order) => order !== 0,
  lt: (order) => order < 0,
  lte: (order) => order <= 0,
  gt: (order) => order > 0,
  gte: (order) => order >= 0,
};

const microsPerUnit = 1_000_000;

const holdsFor = (
  { parameter, operator, value }: Criterion,
  charge: Charge,
  party: string,
  chargedMicros: number,
): boolean => {
  const fits = compared[operator] ?? (() => false);
  const numeric = (actual: number): boolean => fits(actual - Number(value));
  const text = (actual: string | undefined): boolean => fits(actual === value ? 0 : 1);
  if (parameter === 'productOffering') return text(charge.offering);
  if (parameter === 'party') return text(party);
  if (parameter === 'monthsActive') return charge.age !== undefined && numeric(charge.age);
  if (parameter === 'billAmount') return numeric(chargedMicros / microsPerUnit);
  return false;
};

const applies = (
  { groups, any, offering }: Promotion,
  charge: Charge,
  party: string,
  chargedMicros: number,
): boolean => {
  if (offering !== undefined && charge.offering !== offering) return false;
  if (groups.length === 0) return true;
  const inGroup = (group: Promotion['groups'][number]): boolean => {
    const each = (one: Criterion) => holdsFor(one, charge, party, chargedMicros);
    return group.any ? group.criteria.some(each) : group.criteria.every(each);
  };
  return any ? groups.some(inGroup) : groups.every(inGroup);
};

/** What a discount takes, by tax category, so that each part is taxed like what it is taken from. */
const taken = (
  open: readonly Open[],
  source: 'catalogue' | 'promotion',
  one: Pick<Promotion, 'id' | 'name' | 'hundredths' | 'fixedMicros'>,
  { fromMs, toMs }: Cycle,
): readonly Charge[] => {
  const categories = [...new Set(open.map(({ charge }) => charge.taxCategory))];
  let fixedLeft = one.fixedMicros ?? 0;
  return categories.flatMap((taxCategory) => {
    const here = open.filter(({ charge }) => charge.taxCategory === taxCategory);
    const baseMicros = sum(here.map(({ left }) => left));
    const micros =
      one.hundredths === undefined
        ? Math.max(0, Math.min(fixedLeft, baseMicros))
        : share(baseMicros, one.hundredths, wholeHundredths);
    if (micros === 0) return [];
    fixedLeft -= micros;
    for (const each of here)
      each.left -= baseMicros === 0 ? 0 : share(micros, each.left, baseMicros, 'down');
    const products = new Set(here.map(({ charge }) => charge.product));
    const [product] = products;
    return {
      name: one.name,
      ...(products.size === 1 && product !== undefined && { product }),
      period: [fromMs, toMs],
      micros: -micros,
      taxCategory,
      why: {
        rule: 'discount',
        source,
        id: one.id,
        baseMicros,
        ...(one.hundredths !== undefined && { hundredths: one.hundredths }),
        ...(one.fixedMicros !== undefined && { fixedMicros: one.fixedMicros }),
      },
    } as const;
  });
};

/** The catalogue's own discounts: those among the prices of an offering. */
const catalogueDiscounts = (
  open: readonly Open[],
  histories: readonly History[],
  book: PriceBook,
  cycle: Cycle,
): readonly Charge[] =>
  histories.flatMap(([{ id }, segments]) => {
    const last = segments.at(-1);
    const sold = last === undefined ? [] : [last.offering, last.bundle ?? ''];
    const priceIds = sold.flatMap((offering) => book.offerings.get(offering)?.prices ?? []);
    return priceIds.flatMap((priceId) => {
      const price = book.prices.get(priceId);
      const version = price && versionAt(price, cycle.toMs);
      if (version?.type !== 'discount' || last === undefined || !holds(version, last.facts))
        return [];
      const base = open.filter(
        ({ charge }) => charge.product === id && charge.why.rule === 'recurring',
      );
      return taken(
        base,
        'catalogue',
        {
          id: priceId,
          name: lineName(last.name, version.name),
          ...(version.hundredths > 0
            ? { hundredths: version.hundredths }
            : { fixedMicros: version.micros }),
        },
        cycle,
      );
    });
  });

export interface DiscountContext {
  readonly party: string;
  readonly book: PriceBook;
  readonly promotions: readonly Promotion[];
  readonly cycle: Cycle;
}

/** Discounts in order: the catalogue's, then promotions by priority, each from what those before it left. */
export const discountsOf = (
  charges: readonly Charge[],
  histories: readonly History[],
  { party, book, promotions, cycle }: DiscountContext,
): readonly Charge[] => {
  const open: readonly Open[] = charges.map((charge) => ({ charge, left: charge.micros }));
  const chargedMicros = sum(charges.map(({ micros }) => micros));
  const fromCatalogue = catalogueDiscounts(open, histories, book, cycle);
  const fromPromotions = promotions
    .filter(({ fromMs, toMs }) => fromMs <= cycle.toMs && (toMs === undefined || cycle.toMs < toMs))
    .toSorted((a, b) => a.priority - b.priority || (a.id < b.id ? -1 : 1))
    .flatMap((one) =>
      taken(
        open.filter(({ charge }) => applies(one, charge, party, chargedMicros)),
        'promotion',
        one,
        cycle,
      ),
    );
  return [...fromCatalogue, ...fromPromotions];
};
