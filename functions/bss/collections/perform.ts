import * as z from 'zod';
import { Product } from '../../../schemas/tmf/product-inventory/product.ts';
import type { Caller } from '../../kernel/access/caller.ts';
import { callPeer } from '../../kernel/http/peer.ts';
import { Problem, Transient } from '../../kernel/problem.ts';
import { change, commit, read } from '../../kernel/table/store.ts';
import type { Stored, WriteContext } from '../../kernel/table/stored.ts';
import { ownerAmong } from '../../kernel/tmf/resource.ts';
import type { DunningCase, HistoryEntry } from './case.ts';
import { dunningCase } from './case.ts';
import type { Deed } from './debt.ts';
import { Debt } from './debt.ts';

type Target = NonNullable<Deed['products']>[number];

const inventory = '/tmf-api/productInventory/v4/product';
const ordering = '/tmf-api/productOrderingManagement/v4/productOrder';

const Products = z.array(Product.extend({ id: z.string() }));
type Owned = z.infer<typeof Products>[number];

const productsOf = async (
  { relatedParty, billingAccount }: DunningCase,
  caller: Caller,
): Promise<readonly Owned[]> => {
  const party = ownerAmong(relatedParty);
  if (party === undefined) return [];
  const query = { 'relatedParty.id': party, limit: '100' };
  const rows = await callPeer(
    { capability: 'product-inventory', method: 'GET', path: inventory, query },
    caller,
  );
  return Products.parse(rows).filter((one) => one.billingAccount?.id === billingAccount.id);
};

const isOn = ({ status }: Owned): boolean => status === 'active' || status === 'suspended';

const barred = (product: Owned, { characteristic }: Deed): readonly Target[] => {
  const now = product.productCharacteristic?.find(({ name }) => name === characteristic?.name);
  return product.status !== 'active' || now === undefined || now.value === characteristic?.value
    ? []
    : [{ id: product.id, action: 'modify', characteristic, before: now.value }];
};

const targetsOf = (product: Owned, deed: Deed): readonly Target[] => {
  if (deed.kind === 'bar') return barred(product, deed);
  if (deed.kind === 'cease') return isOn(product) ? [{ id: product.id, action: 'delete' }] : [];
  return product.status === 'active'
    ? [{ id: product.id, action: 'modify', status: 'suspended' }]
    : [];
};

const Ordered = z.looseObject({ id: z.string(), state: z.string() });
const ended = ['completed', 'failed', 'partial', 'cancelled', 'rejected'];

/** A deed is taken back when its own orders have ended: a resumption must not overtake its suspension. */
const assertEnded = async (orders: readonly string[], caller: Caller): Promise<void> => {
  for (const id of orders) {
    const path = `${ordering}/${id}`;
    const order = Ordered.parse(
      await callPeer({ capability: 'product-ordering', method: 'GET', path }, caller),
    );
    if (!ended.includes(order.state)) throw new Transient(`${id} has not ended`);
  }
};

/** What a bar replaced is put back, and who was suspended for the debt is resumed; who was suspended otherwise is not. */
const takenBack = (target: Target): Target =>
  target.characteristic === undefined
    ? { id: target.id, action: 'modify', status: 'active' }
    : {
        id: target.id,
        action: 'modify',
        characteristic: { name: target.characteristic.name, value: target.before },
      };

const restoredBy = async (debt: Debt, deed: Deed, caller: Caller): Promise<readonly Target[]> => {
  const episode = deed.key.slice(0, deed.key.indexOf('.') + 1);
  const done = debt.deeds.filter(
    ({ key, kind }) => key.startsWith(episode) && (kind === 'bar' || kind === 'suspend'),
  );
  const targets = done.flatMap(({ products }) => products ?? []).filter(({ order }) => order);
  await assertEnded(
    targets.flatMap(({ order }) => order ?? []),
    caller,
  );
  return targets.toReversed().map(takenBack);
};

const planned = async (
  value: DunningCase,
  debt: Debt,
  deed: Deed,
  caller: Caller,
): Promise<readonly Target[]> =>
  deed.kind === 'restore'
    ? restoredBy(debt, deed, caller)
    : (await productsOf(value, caller)).flatMap((product) => targetsOf(product, deed));

const itemOf = ({ id, action, status, characteristic }: Target): object => ({
  id: '1',
  action,
  product: {
    id,
    ...(status !== undefined && { status }),
    ...(characteristic !== undefined && { productCharacteristic: [characteristic] }),
  },
});

const numberOf = (value: DunningCase, deed: Deed, target: Target): string =>
  `${value.id}.${deed.key}.${target.id}.${target.characteristic === undefined ? 'status' : 'bar'}`;

/** Where everything was paid meanwhile, nothing more is taken away: only what was ordered before is known by its order. */
const orderedBefore = async (
  value: DunningCase,
  deed: Deed,
  target: Target,
  caller: Caller,
): Promise<Target> => {
  const query = { externalId: numberOf(value, deed, target) };
  const [order] = z
    .array(Ordered)
    .parse(
      await callPeer(
        { capability: 'product-ordering', method: 'GET', path: ordering, query },
        caller,
      ),
    );
  return order === undefined
    ? { ...target, refused: 'paid meanwhile' }
    : { ...target, order: order.id };
};

/** One order for each product, so that one that cannot be done keeps no other. The order's id in our books makes it one. */
const ordered = async (
  value: DunningCase,
  deed: Deed,
  target: Target,
  caller: Caller,
): Promise<Target> => {
  if (target.order !== undefined || target.refused !== undefined) return target;
  const { relatedParty } = value;
  const body = {
    externalId: numberOf(value, deed, target),
    description: `${deed.kind} for an unpaid bill`,
    relatedParty,
    productOrderItem: [itemOf(target)],
  };
  try {
    const order = await callPeer(
      { capability: 'product-ordering', method: 'POST', path: ordering, body },
      caller,
    );
    return { ...target, order: Ordered.parse(order).id };
  } catch (error) {
    if (error instanceof Problem && error.status === 400)
      return { ...target, refused: error.message };
    throw error instanceof Problem ? new Transient(error.message) : error;
  }
};

const entryOf = (deed: Deed, targets: readonly Target[], date: string): HistoryEntry => {
  const refused = targets.flatMap(({ id, refused: why }) => (why ? `${id}: ${why}` : []));
  return {
    date,
    step: deed.key.slice(deed.key.indexOf('.') + 1),
    action: deed.kind,
    ...(refused.length > 0 && { text: refused.join('; ') }),
    productOrder: targets.flatMap(({ order }) => (order === undefined ? [] : { id: order })),
  };
};

/** Keeps how far a deed has come. Whoever comes later reads it and goes on from there. */
const keep = async (
  stored: Stored<DunningCase>,
  debt: Debt,
  deed: Deed,
  context: WriteContext,
): Promise<void> => {
  const entry = deed.done ? [entryOf(deed, deed.products ?? [], context.at)] : [];
  const value = { ...stored.value, history: [...stored.value.history, ...entry].slice(-100) };
  const next = { ...debt, deeds: debt.deeds.map((one) => (one.key === deed.key ? deed : one)) };
  const write = change(dunningCase, stored, value, context, {
    hidden: { debt: next },
    attributes: false,
  });
  if (!(await commit(write))) throw new Transient(`${value.id} was changed meanwhile`);
};

/** Does the deeds of a case that are not done, in their order: first chosen and kept, then ordered, then kept as done. */
export const perform = async (id: string, context: WriteContext): Promise<void> => {
  for (;;) {
    const stored = await read(dunningCase, context.caller.tenant, id);
    if (stored === undefined) return;
    const debt = Debt.parse(stored.hidden['debt']);
    const deed = debt.deeds.find(({ done }) => !done);
    if (deed === undefined) return;
    const { value } = stored;
    if (deed.products === undefined) {
      const products = [...(await planned(value, debt, deed, context.caller))];
      await keep(stored, debt, { ...deed, products }, context);
      continue;
    }
    const products: Target[] = [];
    const isOver = deed.kind !== 'restore' && !deed.key.startsWith(`${debt.episode}.`);
    const order = isOver ? orderedBefore : ordered;
    for (const target of deed.products)
      products.push(await order(value, deed, target, context.caller));
    await keep(stored, debt, { ...deed, products, done: true }, context);
  }
};
