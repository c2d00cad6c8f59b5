import * as z from 'zod';
import type { Capacity, ReservationItem } from '../../../schemas/tmf/resource-pool/parts.ts';
import { badRequest } from '../../kernel/problem.ts';
import type { StoredPool } from './resource-pool.ts';

/** What is asked of a stock: so many of a specification, at a place or anywhere. */
export interface Demand {
  readonly itemId: string;
  readonly resourceSpecificationId: string;
  readonly placeId?: string;
  readonly count: number;
}

/** The pool that a line names, by the class of what it points at. */
export const poolOfItem = (item: ReservationItem): string | undefined =>
  item.relatedEntity?.find((one) => one['@referredType'] === 'ResourcePool')?.id;

const specificationOfItem = (item: ReservationItem): string | undefined =>
  item.relatedEntity?.find((one) => one['@referredType'] === 'ResourceSpecification')?.id ??
  item.capacityDemand?.capacitySpec?.id;

const amountOf = (capacity: Capacity | undefined): number | undefined => {
  const text = capacity?.capacityAmount?.capacityAmount;
  return text === undefined ? undefined : Number(text);
};

/** A pool stands at a place where its capacity says so. */
export const placeOfPool = (pool: StoredPool | undefined): string | undefined =>
  pool?.capacity?.find(({ place }) => place !== undefined)?.place?.id;

const countOf = (item: ReservationItem, itemId: string): number => {
  const count = item.quantity ?? amountOf(item.capacityDemand) ?? 1;
  if (Number.isInteger(count) && count > 0) return count;
  throw badRequest(`reservationItem ${itemId}: a whole number of 1 or more is wanted`);
};

/** What a line of a reservation demands, by the pool that it names or by the specification itself. */
export const demandOf = (
  item: ReservationItem,
  index: number,
  pools: ReadonlyMap<string, StoredPool>,
): Demand => {
  const itemId = item.id ?? String(index + 1);
  const poolId = poolOfItem(item);
  const pool = poolId === undefined ? undefined : pools.get(poolId);
  if (poolId !== undefined && pool === undefined)
    throw badRequest(`reservationItem ${itemId}: there is no resourcePool ${poolId}`);
  const resourceSpecificationId = pool?.resourceSpecification?.id ?? specificationOfItem(item);
  if (resourceSpecificationId === undefined)
    throw badRequest(
      `reservationItem ${itemId}: relatedEntity must name a ResourcePool with a resourceSpecification, or a ResourceSpecification`,
    );
  const placeId = item.capacityDemand?.place?.id ?? placeOfPool(pool);
  return {
    itemId,
    resourceSpecificationId,
    count: countOf(item, itemId),
    ...(placeId !== undefined && { placeId }),
  };
};

/** One amount more or less; undefined where the pool does not say how much it holds. */
const moved = (capacity: Capacity, by: number): Capacity => {
  const amount = amountOf(capacity);
  if (amount === undefined || !Number.isFinite(amount)) return capacity;
  const capacityAmount = { ...capacity.capacityAmount, capacityAmount: String(amount + by) };
  return { ...capacity, capacityAmount };
};

const Ref = z.looseObject({ id: z.string() });

/** A pool after resources have left it or come to it: its capacity, and its list where it keeps one. */
export const movedPool = (
  pool: StoredPool,
  resources: readonly { readonly id: string; readonly name?: string | undefined }[],
  direction: 'in' | 'out',
): StoredPool => {
  const by = direction === 'in' ? resources.length : -resources.length;
  const [first, ...rest] = pool.capacity ?? [];
  const others = pool.resource?.filter(({ id }) => !resources.some((one) => one.id === id));
  const come = direction === 'in' ? resources.map((one) => ({ ...Ref.parse(one) })) : [];
  return {
    ...pool,
    ...(first !== undefined && { capacity: [moved(first, by), ...rest] }),
    ...(others !== undefined && { resource: [...others, ...come] }),
  };
};
