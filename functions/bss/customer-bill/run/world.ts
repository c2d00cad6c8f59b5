import type { BillingRules } from '../engine/account.ts';
import type { Calendar } from '../engine/calendar.ts';
import { calendar } from '../engine/calendar.ts';
import type { CheckLimits } from '../engine/checks.ts';
import type { Promotion } from '../engine/discount.ts';
import type { PriceBook } from '../engine/price-book.ts';
import type { AccountRow } from '../kept/billed-account.ts';
import { everyOne, readPriceBook, readPromotions } from '../kept/billed-catalogue.ts';
import { defaultEntity, legalEntity, limitsOf, rulesOf } from '../legal-entity.ts';

/** In whose name a bill is made, and by which rules. */
export interface Issuer {
  readonly id: string;
  readonly numberPrefix: string;
  readonly rules: BillingRules;
  readonly limits: CheckLimits;
}

/** All that bills are made from beside their accounts, read once for many. */
export interface World {
  readonly calendar: Calendar;
  readonly book: PriceBook;
  readonly promotions: readonly Promotion[];
  issuerOf(account: AccountRow): Issuer;
}

export const readWorld = async (tenant: string): Promise<World> => {
  const [book, promotions, entities] = await Promise.all([
    readPriceBook(tenant),
    readPromotions(tenant),
    everyOne(legalEntity, tenant),
  ]);
  const issuers = new Map(
    [defaultEntity, ...entities].map((one): [string, Issuer] => [
      one.id,
      {
        id: one.id,
        numberPrefix: one.numberPrefix ?? '',
        rules: rulesOf(one),
        limits: limitsOf(one),
      },
    ]),
  );
  return {
    calendar: calendar(),
    book,
    promotions,
    issuerOf: ({ legalEntity: id }) => {
      const found = issuers.get(id);
      if (found === undefined) throw new RangeError(`legal entity ${id} is not known`);
      return found;
    },
  };
};
