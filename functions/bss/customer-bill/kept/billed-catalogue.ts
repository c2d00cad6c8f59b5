import * as z from 'zod';
import { nobody } from '../../../kernel/access/caller.ts';
import { typePartition } from '../../../kernel/table/keys.ts';
import { readIndex } from '../../../kernel/table/rows.ts';
import { change, commit, creation, racing, read, readAll } from '../../../kernel/table/store.ts';
import type { WriteContext } from '../../../kernel/table/stored.ts';
import type { Entity, Resource } from '../../../kernel/tmf/resource.ts';
import { defineResource, untold } from '../../../kernel/tmf/resource.ts';
import { capability } from '../capability.ts';
import type { Promotion } from '../engine/discount.ts';
import type { Offering, Price, PriceBook, PriceVersion } from '../engine/price-book.ts';

/** A change of a price that came without a new version: nobody was told. */
export interface SilentChange {
  readonly version: string;
  readonly fromMicros: number;
  readonly toMicros: number;
  readonly atMs: number;
}

export interface PriceRow extends Entity, Price {
  id: string;
  readonly silent: readonly SilentChange[];
  /** Versions that change nothing, unless one between that comes late makes them a change. @default - none */
  readonly repeated?: readonly PriceVersion[];
}

export interface OfferingRow extends Entity, Offering {
  id: string;
  readonly item: number;
}

export interface PromotionRow extends Entity {
  id: string;
  readonly item: number;
  readonly patterns: readonly Promotion[];
}

const kept = <T extends Entity>(name: string, idPrefix: string): Resource<T> =>
  defineResource<T>({
    api: capability.api,
    source: 'bss.customer-bill',
    name,
    idPrefix,
    schema: { read: z.looseObject({}) },
    operations: [],
    access: nobody,
    events: untold,
  });

/** Private to billing: the catalogue and the promotions as their events told them. */
export const billedPrice = kept<PriceRow>('billedPrice', 'pop');
export const billedOffering = kept<OfferingRow>('billedOffering', 'po');
export const billedPromotion = kept<PromotionRow>('billedPromotion', 'pro');

/** Changes what is known of an entry of the catalogue. Hearing the same again, or something older, writes nothing. */
export const hearOf = <T extends Entity>(
  declared: Resource<T>,
  id: string,
  context: WriteContext,
  hear: (before: T | undefined) => T,
): Promise<void> =>
  racing(id, async () => {
    const stored = await read(declared, context.caller.tenant, id);
    const next = hear(stored?.value);
    if (stored === undefined) return commit(creation(declared, next, context));
    if (JSON.stringify(next) === JSON.stringify(stored.value)) return true;
    return commit(change(declared, stored, next, context));
  });

/** An operator's catalogue has a few thousand entries. */
const page = 1_000;

/** Every row of a private type that stands in one partition. */
export const everyOne = async <T extends Entity>(
  declared: Resource<T>,
  tenant: string,
): Promise<readonly T[]> => {
  const all: T[] = [];
  let after: string | undefined;
  for (;;) {
    const { sorts, more } = await readIndex('gsi1', typePartition(tenant, declared.type, 0), {
      limit: page,
      ...(after !== undefined && { after }),
    });
    all.push(...(await readAll(declared, tenant, sorts)).map(({ value }) => value));
    after = sorts.at(-1);
    if (!more || after === undefined) return all;
  }
};

/** The catalogue as bills are made from it. */
export const readPriceBook = async (tenant: string): Promise<PriceBook> => {
  const [offerings, prices] = await Promise.all([
    everyOne(billedOffering, tenant),
    everyOne(billedPrice, tenant),
  ]);
  return {
    offerings: new Map(offerings.map((one) => [one.id, one])),
    prices: new Map(prices.map((one) => [one.id, one])),
  };
};

/** The promotions that are released. */
export const readPromotions = async (tenant: string): Promise<readonly Promotion[]> =>
  (await everyOne(billedPromotion, tenant)).flatMap(({ patterns }) => patterns);
