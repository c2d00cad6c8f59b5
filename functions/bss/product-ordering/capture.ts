import type { ProductOrderItem } from '../../../schemas/tmf/product-ordering/parts.ts';
import type { ProductOrder } from '../../../schemas/tmf/product-ordering/product-order.ts';
import type { Caller } from '../../kernel/access/caller.ts';
import { derivedId } from '../../kernel/ids.ts';
import { badRequest } from '../../kernel/problem.ts';
import type { CreateContext, Identified } from '../../kernel/tmf/resource.ts';
import { ownerAmong } from '../../kernel/tmf/resource.ts';
import { accountFaults, payingAccounts, withAccount } from './account.ts';
import { isAvailableAt, offeringsById, productsById, specificationsById } from './catalogue.ts';
import { completedCharacteristics, faultsOf, withBundleParts } from './check.ts';
import type { Known } from './known.ts';
import { linesOf, mapItems } from './lines.ts';

type Order = Identified<ProductOrder>;

const allItems = (items: readonly ProductOrderItem[]): readonly ProductOrderItem[] =>
  items.flatMap((item) => [item, ...allItems(item.productOrderItem ?? [])]);

const offeringIds = (items: readonly ProductOrderItem[]): readonly string[] =>
  allItems(items).flatMap((item) => item.productOffering?.id ?? []);

/** Reads what the order names, a bundle's members included, and completes the bundles. */
const known = async (
  order: Order,
  caller: Caller,
): Promise<{ readonly items: readonly ProductOrderItem[]; readonly known: Known }> => {
  const [named, products] = await Promise.all([
    offeringsById(offeringIds(order.productOrderItem), caller),
    productsById(
      allItems(order.productOrderItem).flatMap((item) =>
        item.action === 'add' ? [] : (item.product?.id ?? []),
      ),
      caller,
    ),
  ]);
  const items = order.productOrderItem.map((item) =>
    withBundleParts(item, named.get(item.productOffering?.id ?? '')),
  );
  const more = offeringIds(items).filter((id) => !named.has(id));
  const offerings = new Map([...named, ...(await offeringsById(more, caller))]);
  const specificationIds = [...offerings.values(), ...products.values()].flatMap(
    (one) => one.productSpecification?.id ?? [],
  );
  return {
    items,
    known: {
      offerings,
      products,
      specifications: await specificationsById(specificationIds, caller),
    },
  };
};

/** Lines that need a free port where the product will be, and find none. */
const placeFaults = async (
  items: readonly ProductOrderItem[],
  { offerings, specifications }: Known,
  caller: Caller,
): Promise<readonly string[]> => {
  const demands = linesOf(items)
    .filter((line) => line.action === 'add')
    .flatMap((line) => {
      const specification = specifications.get(
        offerings.get(line.productOffering?.id ?? '')?.productSpecification?.id ?? '',
      );
      const placeId = line.product?.place?.[0]?.id;
      return placeId === undefined
        ? []
        : (specification?.resourceSpecification ?? []).map((resource) => ({
            line,
            resource,
            placeId,
          }));
    });
  const answers = await Promise.all(
    demands.map(async ({ line, resource, placeId }) => {
      const free = await isAvailableAt(resource.id, placeId, caller);
      return free ? [] : [`item ${line.id}: no free ${resource.name ?? resource.id} at ${placeId}`];
    }),
  );
  return answers.flat();
};

const duplicateFaults = (items: readonly ProductOrderItem[]): readonly string[] => {
  const ids = allItems(items).map(({ id }) => id);
  return [...new Set(ids.filter((id, index) => ids.indexOf(id) !== index))].map(
    (id) => `item ${id}: the id is there more than once`,
  );
};

const ownershipFaults = (
  items: readonly ProductOrderItem[],
  { products }: Known,
  owner: string | undefined,
): readonly string[] =>
  allItems(items).flatMap((item) => {
    const product = item.action === 'add' ? undefined : products.get(item.product?.id ?? '');
    return product === undefined || ownerAmong(product.relatedParty) === owner
      ? []
      : [`item ${item.id}: product ${product.id ?? ''} belongs to another party`];
  });

/** What a line that adds will make: the product's id is fixed now, so that a repeated event makes no second product. */
const addedProduct = (
  orderId: string,
  item: ProductOrderItem,
  { offerings, specifications }: Known,
): ProductOrderItem['product'] => {
  const offering = offerings.get(item.productOffering?.id ?? '');
  const specification = specifications.get(offering?.productSpecification?.id ?? '');
  // What the network gives is not the customer's to say.
  const { status, realizingService, realizingResource, ...wanted } = item.product ?? {};
  return {
    ...wanted,
    id: derivedId('prd', orderId, item.id),
    name: wanted.name ?? offering?.name,
    ...(specification !== undefined && {
      productSpecification: {
        ...wanted.productSpecification,
        id: specification.id ?? '',
        name: specification.name,
      },
      productCharacteristic: completedCharacteristics(
        specification,
        offering,
        wanted.productCharacteristic ?? [],
      ),
    }),
  };
};

/** What a line that changes or ends is about, as the inventory has it. */
const knownProduct = (item: ProductOrderItem, { products }: Known): ProductOrderItem['product'] => {
  const { status, ...wanted } = item.product ?? {};
  const before = products.get(wanted.id ?? '');
  return {
    ...wanted,
    ...(item.action === 'modify' && status !== before?.status && { status }),
    name: before?.name,
    realizingService: before?.realizingService,
    productSpecification: before?.productSpecification,
  };
};

const isBundle = (item: ProductOrderItem): boolean => (item.productOrderItem ?? []).length > 0;

/** A product knows the bundle that it was sold in: the bundle's discount goes by it. */
const withBundleNamed = (bundle: ProductOrderItem): ProductOrderItem => {
  const { productOffering } = bundle;
  if (productOffering === undefined) return bundle;
  const soldIn = { relationshipType: 'soldIn', product: { productOffering } };
  return {
    ...bundle,
    productOrderItem: (bundle.productOrderItem ?? []).map((part) =>
      part.action === 'add'
        ? { ...part, product: { ...part.product, productRelationship: [soldIn] } }
        : part,
    ),
  };
};

/** An item as it is kept. */
const captured =
  (orderId: string, facts: Known) =>
  (item: ProductOrderItem): ProductOrderItem => {
    const stated = { ...item, state: 'acknowledged' as const };
    if (isBundle(item)) return withBundleNamed(stated);
    const product =
      item.action === 'add' ? addedProduct(orderId, item, facts) : knownProduct(item, facts);
    return { ...stated, product };
  };

/** The specifications of the services that realise what a line adds. */
const servicesOf = ({ offerings, specifications }: Known, line: ProductOrderItem) => {
  const offering = offerings.get(line.productOffering?.id ?? '');
  const specification = specifications.get(offering?.productSpecification?.id ?? '');
  return (specification?.serviceSpecification ?? []).map(({ id, name }) => ({
    serviceId: derivedId('svc', line.product?.id ?? '', id),
    specificationId: id,
    name,
  }));
};

/** Which services realise each line, frozen at capture: the catalogue may change while the order runs. */
const withServices =
  (facts: Known) =>
  (item: ProductOrderItem): ProductOrderItem => {
    const services = item.action === 'add' ? servicesOf(facts, item) : [];
    if (services.length === 0) return item;
    const realizingService = services.map(({ serviceId, name }) => ({
      id: serviceId,
      name,
      '@type': 'ServiceRef',
      '@referredType': 'Service',
    }));
    return { ...item, product: { ...item.product, realizingService } };
  };

/** Captures an order: everything wrong with it comes in one 400 (D5, D7). */
export const capture = async (
  draft: Order,
  { caller, at, id, hide }: CreateContext,
): Promise<Order> => {
  const owner = ownerAmong(draft.relatedParty);
  const partyFaults =
    owner === undefined ? ['relatedParty must name the customer, with role customer'] : [];
  const [{ items, known: facts }, accounts] = await Promise.all([
    known(draft, caller),
    payingAccounts(owner, allItems(draft.productOrderItem), caller),
  ]);
  const faults = [
    ...partyFaults,
    ...duplicateFaults(items),
    ...faultsOf(items, facts, at),
    ...ownershipFaults(items, facts, owner),
    ...accountFaults(allItems(items), accounts),
    ...(await placeFaults(items, facts, caller)),
  ];
  if (faults.length > 0) throw badRequest(faults[0] ?? '', faults);
  const kept = mapItems(items, captured(id, facts));
  hide({
    specificationOf: Object.fromEntries(
      linesOf(kept)
        .filter(({ action }) => action === 'add')
        .flatMap((line) => servicesOf(facts, line))
        .map(({ serviceId, specificationId }) => [serviceId, specificationId]),
    ),
  });
  const complete = mapItems(kept, (item) => withAccount(withServices(facts)(item), accounts));
  return { ...draft, state: 'acknowledged', orderDate: at, productOrderItem: complete };
};
