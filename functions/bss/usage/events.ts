import * as z from 'zod';
import { BilledUsages, billedUsagesEvent } from '../../../schemas/events/billed-usage.ts';
import { ProductOffering } from '../../../schemas/tmf/product-catalog/product-offering.ts';
import { ProductOfferingPrice } from '../../../schemas/tmf/product-catalog/product-offering-price.ts';
import { Product } from '../../../schemas/tmf/product-inventory/product.ts';
import type { Effect } from '../../kernel/events/subscriber.ts';
import { subscriber as subscriberOf } from '../../kernel/events/subscriber.ts';
import { change, commit, creation, racing, read } from '../../kernel/table/store.ts';
import type { WriteContext } from '../../kernel/table/stored.ts';
import { billedByAll } from './billed.ts';
import { recycle, rerate } from './collect/collect.ts';
import { rejectId } from './collect/reject.ts';
import { takeSlice } from './collect-file.ts';
import { feedDeclared, fileDropped } from './dropped-file.ts';
import { groupsWaiting } from './find-usage.ts';
import { followed, identifiersOf, line, subscriber } from './guide/line.ts';
import { usageOffering, usagePrice, withVersion } from './prices/price.ts';
import { monthAfter } from './rating/month.ts';
import { rerateNext } from './usage-rerating.ts';

const ProductEvent = z.object({ product: Product.required({ id: true }) });
const OfferingEvent = z.object({ productOffering: ProductOffering.required({ id: true }) });
const PriceEvent = z.object({ productOfferingPrice: ProductOfferingPrice.required({ id: true }) });
const CarryEvent = z.object({ usageCarry: z.object({ scope: z.string(), month: z.string() }) });

/** A number learns that a product has it; it keeps those that had it before, the same in whatever order it hears of them. */
const belongs = (identifier: string, product: string, context: WriteContext): Promise<void> =>
  racing(identifier, async () => {
    const stored = await read(subscriber, context.caller.tenant, identifier);
    if (stored === undefined)
      return commit(creation(subscriber, { id: identifier, products: [product] }, context));
    if (stored.value.products.includes(product)) return true;
    const next = { ...stored.value, products: [...stored.value.products, product].sort() };
    return commit(change(subscriber, stored, next, context));
  });

const recycleAll = async (ids: readonly string[], context: WriteContext): Promise<void> => {
  for (const id of ids) await recycle(id, context);
};

/** A product's line follows it, first the line and then its numbers; what waited for either is tried again. */
const follow: Effect = async (detail, context) => {
  const { product } = ProductEvent.parse(detail.event);
  await racing(product.id, async () => {
    const stored = await read(line, detail.tenantId, product.id);
    const next = followed(stored?.value, product, detail.version, detail.eventTime);
    if (stored === undefined) return commit(creation(line, next, context));
    return next === stored.value || commit(change(line, stored, next, context));
  });
  const identifiers = identifiersOf(product);
  for (const identifier of identifiers) await belongs(identifier, product.id, context);
  const causes = identifiers.flatMap((one) => [`unknownSubscriber:${one}`, `notActive:${one}`]);
  await recycleAll([...causes, `noBillingAccount:${product.id}`].map(rejectId), context);
};

/** What waited for a price, or for a rate of one, is tried again. */
const pricesChanged = async (context: WriteContext): Promise<void> =>
  recycleAll(await groupsWaiting(context.caller.tenant, ['noTariff', 'noRate']), context);

const followOffering: Effect = async (detail, context) => {
  const { productOffering } = OfferingEvent.parse(detail.event);
  const next = {
    id: productOffering.id,
    version: detail.version,
    prices: (productOffering.productOfferingPrice ?? []).flatMap(({ id }) => id ?? []),
  };
  await racing(next.id, async () => {
    const stored = await read(usageOffering, detail.tenantId, next.id);
    if (stored === undefined) return commit(creation(usageOffering, next, context));
    return (
      stored.value.version >= next.version || commit(change(usageOffering, stored, next, context))
    );
  });
  await pricesChanged(context);
};

const followPrice: Effect = async (detail, context) => {
  const { productOfferingPrice: price } = PriceEvent.parse(detail.event);
  if (price.priceType !== 'usage') return;
  await racing(price.id, async () => {
    const stored = await read(usagePrice, detail.tenantId, price.id);
    const next = withVersion(stored?.value, price, detail.version);
    if (stored === undefined) return commit(creation(usagePrice, next, context));
    return next === stored.value || commit(change(usagePrice, stored, next, context));
  });
  await pricesChanged(context);
};

/** A month that changed late leaves more, or less, for the next one. */
const carryOver: Effect = async (detail, context) => {
  const { usageCarry } = CarryEvent.parse(detail.event);
  await rerate(usageCarry.scope, monthAfter(usageCarry.month, 1), context);
};

const CollectionEvent = z.object({ usageCollection: z.object({ id: z.string() }) });

const goOn: Effect = async (detail, context) =>
  takeSlice(CollectionEvent.parse(detail.event).usageCollection.id, context);

const BilledEvent = z.object({ billedUsages: BilledUsages });

/** Bills are out: their records are billed. */
const billed: Effect = (detail, context) =>
  billedByAll(BilledEvent.parse(detail.event).billedUsages.bill, context);

const FeedEvent = z.object({ usageFeed: z.object({ id: z.string() }) });

const declared: Effect = (detail, context) =>
  feedDeclared(FeedEvent.parse(detail.event).usageFeed.id, context);

const ReratingEvent = z.object({ usageRerating: z.object({ id: z.string() }) });

const rerateOn: Effect = (detail, context) =>
  rerateNext(ReratingEvent.parse(detail.event).usageRerating.id, context);

/** Lines follow products, tariffs follow the catalogue, and months follow one another. */
export const handler = subscriberOf(
  'usage',
  {
    ProductCreateEvent: follow,
    ProductStateChangeEvent: follow,
    ProductAttributeValueChangeEvent: follow,
    ProductOfferingCreateEvent: followOffering,
    ProductOfferingAttributeValueChangeEvent: followOffering,
    ProductOfferingPriceCreateEvent: followPrice,
    ProductOfferingPriceAttributeValueChangeEvent: followPrice,
    [billedUsagesEvent]: billed,
    UsageCarryChangeEvent: carryOver,
    UsageCollectionCreateEvent: goOn,
    UsageCollectionProgressEvent: goOn,
    UsageReratingCreateEvent: rerateOn,
    UsageReratingProgressEvent: rerateOn,
    UsageFeedCreateEvent: declared,
    UsageFeedAttributeValueChangeEvent: declared,
  },
  fileDropped,
);
