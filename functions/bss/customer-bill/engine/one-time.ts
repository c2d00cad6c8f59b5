import type { Carry } from './carry.ts';
import type { Charge } from './line.ts';
import type { PriceBook } from './price-book.ts';
import { holds, lineName, pricesOf, versionAt } from './price-book.ts';
import type { Cycle, History } from './recurring.ts';

/** What products cost once, on the first bill that knows them: a change of plan later costs no second activation. */
export const oneTimeOf = (
  histories: readonly History[],
  book: PriceBook,
  carry: Carry,
  { toMs }: Cycle,
): readonly Charge[] =>
  histories.flatMap(([{ id }, [first]]) => {
    if (first === undefined || first.moved === true) return [];
    if (first.fromMs >= toMs || carry.products.includes(id)) return [];
    return pricesOf(book, first.offering).flatMap((price) => {
      const version = versionAt(price, first.fromMs);
      if (version?.type !== 'oneTime' || !holds(version, first.facts)) return [];
      return {
        name: lineName(first.name, version.name),
        product: id,
        offering: first.offering,
        period: [first.fromMs, first.fromMs],
        age: 0,
        micros: version.micros,
        taxCategory: version.taxCategory,
        why: {
          rule: 'oneTime',
          price: price.id,
          version: version.version,
          unitMicros: version.micros,
        },
      } as const;
    });
  });
