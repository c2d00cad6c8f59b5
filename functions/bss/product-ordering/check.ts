import type { Characteristic } from '../../../schemas/tmf/common.ts';
import type { ProductSpecificationCharacteristic } from '../../../schemas/tmf/product-catalog/parts.ts';
import type { ProductOffering } from '../../../schemas/tmf/product-catalog/product-offering.ts';
import type { ProductSpecification } from '../../../schemas/tmf/product-catalog/product-specification.ts';
import type { Product } from '../../../schemas/tmf/product-inventory/product.ts';
import type { ProductOrderItem } from '../../../schemas/tmf/product-ordering/parts.ts';
import type { Known } from './known.ts';

const sellable = ['Active', 'Launched'];

/** Why an offering cannot be ordered at a time, else nothing. */
const offeringFaults = (offering: ProductOffering, at: string): readonly string[] => {
  const name = offering.name ?? offering.id;
  const { startDateTime, endDateTime } = offering.validFor ?? {};
  if (offering.lifecycleStatus === undefined || !sellable.includes(offering.lifecycleStatus))
    return [
      `${name} is ${offering.lifecycleStatus ?? 'without a lifecycleStatus'}; only what is Active or Launched can be ordered`,
    ];
  if (offering.isSellable === false) return [`${name} is sold as part of a bundle only`];
  if (startDateTime !== undefined && Date.parse(startDateTime) > Date.parse(at))
    return [`${name} can be ordered from ${startDateTime} on`];
  if (endDateTime !== undefined && Date.parse(endDateTime) <= Date.parse(at))
    return [`${name} could be ordered until ${endDateTime}`];
  return [];
};

const valueFaults = (
  allowed: ProductSpecificationCharacteristic,
  value: unknown,
): readonly string[] => {
  const values = allowed.productSpecCharacteristicValue ?? [];
  const shown = JSON.stringify(value);
  if (allowed.regex !== undefined && !new RegExp(`^(?:${allowed.regex})$`).test(String(value)))
    return [`${allowed.name ?? ''}: ${shown} does not match ${allowed.regex}`];
  const fits = values.some(
    (one) =>
      (one.value !== undefined && String(one.value) === String(value)) ||
      (one.valueFrom !== undefined &&
        one.valueTo !== undefined &&
        Number(value) >= one.valueFrom &&
        Number(value) <= one.valueTo),
  );
  if (values.length === 0 || allowed.extensible === true || fits) return [];
  const choices = values.map((one) =>
    one.value === undefined ? `${one.valueFrom} to ${one.valueTo}` : JSON.stringify(one.value),
  );
  return [`${allowed.name ?? ''}: ${shown} is not offered; there is ${choices.join(', ')}`];
};

/** Faults of the characteristics of a line against its specification. */
export const characteristicFaults = (
  specification: ProductSpecification,
  given: readonly Characteristic[],
  action: ProductOrderItem['action'],
): readonly string[] => {
  const known = specification.productSpecCharacteristic ?? [];
  const unknown = given
    .filter(({ name }) => !known.some((one) => one.name === name))
    .map(
      ({ name }) =>
        `${name} is no characteristic of ${specification.name ?? ''}; there are ${known.map((one) => one.name).join(', ') || 'none'}`,
    );
  return [...unknown, ...known.flatMap((one) => givenFaults(one, given, action))];
};

/** How often a characteristic is given, whether it may be chosen at all, and each of its values. */
const givenFaults = (
  one: ProductSpecificationCharacteristic,
  given: readonly Characteristic[],
  action: ProductOrderItem['action'],
): readonly string[] => {
  const name = one.name ?? '';
  const values = given.filter((each) => each.name === one.name);
  const most = one.maxCardinality ?? 1;
  const missing =
    action === 'add' && values.length < (one.minCardinality ?? 0) && defaultOf(one) === undefined;
  return [
    ...(most > 0 && values.length > most
      ? [`${name} may be given ${most} times, not ${values.length}`]
      : []),
    ...(values.length > 0 && one.configurable === false ? [`${name} cannot be chosen`] : []),
    ...(missing ? [`${name} must be given`] : []),
    ...values.flatMap(({ value }) => valueFaults(one, value)),
  ];
};

const defaultOf = (characteristic: ProductSpecificationCharacteristic): unknown =>
  characteristic.productSpecCharacteristicValue?.find((one) => one.isDefault === true)?.value;

/** The characteristics that a product gets: what was chosen, else the offering's fixed value, else the default. */
export const completedCharacteristics = (
  specification: ProductSpecification,
  offering: ProductOffering | undefined,
  given: readonly Characteristic[],
): Characteristic[] => {
  const preset = (name: string | undefined): unknown =>
    offering?.prodSpecCharValueUse?.find((use) => use.name === name)
      ?.productSpecCharacteristicValue?.[0]?.value;
  const absent = (specification.productSpecCharacteristic ?? []).filter(
    (one) => !given.some(({ name }) => name === one.name),
  );
  return [
    ...given,
    ...absent.flatMap((one) => {
      const value = preset(one.name) ?? defaultOf(one);
      return value === undefined || one.name === undefined ? [] : [{ name: one.name, value }];
    }),
  ];
};

/** What an offering fixes is not for the customer to choose: Fibre 100 is not ordered with 1000. */
const fixedFaults = (
  offering: ProductOffering,
  given: readonly Characteristic[],
): readonly string[] =>
  (offering.prodSpecCharValueUse ?? []).flatMap((use) => {
    const values = (use.productSpecCharacteristicValue ?? []).map(({ value }) => String(value));
    return given
      .filter(({ name, value }) => name === use.name && !values.includes(String(value)))
      .map(
        ({ name, value }) =>
          `${name}: ${JSON.stringify(value)} is not part of ${offering.name ?? ''}, which has ${values.join(', ')}`,
      );
  });

const itemFaults = (
  item: ProductOrderItem,
  known: Known,
  at: string,
  inBundle: boolean,
): readonly string[] => {
  if (item.action === 'noChange') return [];
  if (item.action !== 'add') return changeFaults(item, known);
  const offering = known.offerings.get(item.productOffering?.id ?? '');
  if (item.productOffering === undefined) return ['productOffering is required to add a product'];
  if (offering === undefined) return [`productOffering ${item.productOffering.id} does not exist`];
  const own = offeringFaults(inBundle ? { ...offering, isSellable: true } : offering, at);
  if (offering.isBundle === true)
    return [...own, ...bundleFaults(offering, item.productOrderItem ?? [])];
  return [...own, ...choiceFaults(item, offering, known)];
};

/** The offering says what it is made of; a line that says otherwise is a mistake that must be seen. */
const specificationFaults = (
  { product }: ProductOrderItem,
  { id, name, productSpecification }: ProductOffering,
): readonly string[] => {
  const wanted = product?.productSpecification?.id;
  return wanted === undefined || wanted === productSpecification?.id
    ? []
    : [
        `productSpecification ${wanted} is not that of ${name ?? id}, which has ${productSpecification?.id ?? 'none'}`,
      ];
};

/** Faults of what was chosen for an offering that is no bundle. */
const choiceFaults = (
  item: ProductOrderItem,
  offering: ProductOffering,
  known: Known,
): readonly string[] => {
  const name = offering.name ?? offering.id;
  const specification = known.specifications.get(offering.productSpecification?.id ?? '');
  if (specification === undefined)
    return [`${name} has no specification that exists; nothing can realise it`];
  const placed = item.product?.place?.[0]?.id !== undefined;
  const needsPlace = (specification.resourceSpecification ?? []).length > 0;
  const given = item.product?.productCharacteristic ?? [];
  return [
    ...specificationFaults(item, offering),
    ...characteristicFaults(specification, given, 'add'),
    ...fixedFaults(offering, given),
    ...(needsPlace && !placed ? [`${name} needs product.place with the id of the site`] : []),
  ];
};

const changeable = ['active', 'suspended'];

/** What a change may order a product to be; its end is an action of its own. */
const switched: readonly string[] = ['active', 'suspended'];

/** Faults of a suspension or a resumption. A status that comes along with another change may be the one there is. */
const statusFaults = (item: ProductOrderItem, product: Product): readonly string[] => {
  const status = item.action === 'modify' ? item.product?.status : undefined;
  if (status === undefined) return [];
  if (!switched.includes(status))
    return [
      `product.status ${status} cannot be ordered; there is ${switched.join(' and ')}, and the action delete`,
    ];
  const changesMore =
    item.productOffering !== undefined || (item.product?.productCharacteristic ?? []).length > 0;
  return status === product.status && !changesMore
    ? [
        `product ${product.id ?? ''} is ${status} already; there is nothing to ${status === 'active' ? 'resume' : 'suspend'}`,
      ]
    : [];
};

const changeFaults = (item: ProductOrderItem, known: Known): readonly string[] => {
  const id = item.product?.id;
  if (id === undefined) return [`product.id is required to ${item.action} a product`];
  const product = known.products.get(id);
  if (product === undefined) return [`product ${id} does not exist`];
  if (!changeable.includes(product.status ?? ''))
    return [
      `product ${id} is ${product.status ?? 'unknown'}; only an active one can be changed or ceased`,
    ];
  const specification = known.specifications.get(product.productSpecification?.id ?? '');
  const given = item.product?.productCharacteristic ?? [];
  return [
    ...statusFaults(item, product),
    ...(item.action === 'modify' && specification !== undefined
      ? characteristicFaults(specification, given, 'modify')
      : []),
  ];
};

/** Faults of the parts chosen for a bundle: members only, and as many as it allows. */
const bundleFaults = (
  offering: ProductOffering,
  parts: readonly ProductOrderItem[],
): readonly string[] => {
  const members = offering.bundledProductOffering ?? [];
  const foreign = parts
    .filter((part) => !members.some(({ id }) => id === part.productOffering?.id))
    .map(
      (part) =>
        `${part.productOffering?.id ?? 'a part without an offering'} is not part of ${offering.name ?? ''}`,
    );
  const counts = members.flatMap(({ id, name, bundledProductOfferingOption: option }) => {
    const count = parts.filter((part) => part.productOffering?.id === id).length;
    const least = option?.numberRelOfferLowerLimit ?? 1;
    const most = option?.numberRelOfferUpperLimit ?? 1;
    return count < least || count > most
      ? [
          `${name ?? id ?? ''} must be there ${least} to ${most} times in ${offering.name ?? ''}, not ${count}`,
        ]
      : [];
  });
  return [...foreign, ...counts];
};

/** Every fault of every item, each with the item's id. */
export const faultsOf = (
  items: readonly ProductOrderItem[],
  known: Known,
  at: string,
  inBundle = false,
): readonly string[] =>
  items.flatMap((item) => [
    ...itemFaults(item, known, at, inBundle).map((fault) => `item ${item.id}: ${fault}`),
    ...faultsOf(item.productOrderItem ?? [], known, at, true),
  ]);

/** A bundle's item with the parts that the customer did not choose: each member as often as it comes by default. */
export const withBundleParts = (
  item: ProductOrderItem,
  offering: ProductOffering | undefined,
): ProductOrderItem => {
  if (item.action !== 'add' || offering?.isBundle !== true) return item;
  const chosen = item.productOrderItem ?? [];
  const added = (offering.bundledProductOffering ?? []).flatMap(
    ({ id, bundledProductOfferingOption: option }) => {
      const wanted = option?.numberRelOfferDefault ?? option?.numberRelOfferLowerLimit ?? 1;
      const missing = Math.max(
        0,
        wanted - chosen.filter((part) => part.productOffering?.id === id).length,
      );
      return id === undefined ? [] : Array.from({ length: missing }, () => id);
    },
  );
  const parts = added.map((id, index) => ({
    id: `${item.id}.${chosen.length + index + 1}`,
    action: 'add' as const,
    productOffering: { id },
    ...(item.product?.place !== undefined && { product: { place: item.product.place } }),
  }));
  return { ...item, productOrderItem: [...chosen, ...parts] };
};
