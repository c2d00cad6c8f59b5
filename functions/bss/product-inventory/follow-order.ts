import type { Characteristic } from '../../../schemas/tmf/common.ts';
import type { ProductOrderItem } from '../../../schemas/tmf/product-ordering/parts.ts';
import type { ProductOrder } from '../../../schemas/tmf/product-ordering/product-order.ts';
import type { Instant } from '../../kernel/clock.ts';
import { hrefOf } from '../../kernel/tmf/resource.ts';
import type { OwnedProduct } from './product.ts';
import { product } from './product.ts';

/** The product that a line adds, not yet active. */
export const added = (order: ProductOrder, line: ProductOrderItem, id: string): OwnedProduct => ({
  ...line.product,
  id,
  href: hrefOf(product, id),
  '@type': 'Product',
  status: 'pendingActive',
  orderDate: order.orderDate,
  ...(line.productOffering !== undefined && { productOffering: line.productOffering }),
  ...(order.relatedParty !== undefined && { relatedParty: order.relatedParty }),
  productOrderItem: [
    { orderItemId: line.id, orderItemAction: line.action, productOrderId: order.id ?? '' },
  ],
});

/** Characteristics with the changed ones replaced. */
export const withCharacteristics = (
  before: readonly Characteristic[],
  changes: readonly Characteristic[],
): Characteristic[] => [
  ...before.filter(({ name }) => !changes.some((one) => one.name === name)),
  ...changes,
];

/** What a line that has started makes of its product: a cease waits for its end, everything else stays as it is. */
export const onStart = (before: OwnedProduct, line: ProductOrderItem): OwnedProduct =>
  line.action === 'delete' && isSwitched(before.status)
    ? { ...before, status: 'pendingTerminate' }
    : before;

const isSwitched = (status: OwnedProduct['status']): boolean =>
  status === 'active' || status === 'suspended';

/** A change may suspend a product and resume it; it wakes nothing that is to end. */
const switchedStatus = (
  before: OwnedProduct,
  { product: wanted }: ProductOrderItem,
): Pick<OwnedProduct, 'status'> | undefined =>
  isSwitched(wanted?.status) && isSwitched(before.status) ? { status: wanted?.status } : undefined;

/** What a line that has ended well makes of its product. Doing it again changes nothing. */
export const onDone = (before: OwnedProduct, line: ProductOrderItem, at: Instant): OwnedProduct => {
  switch (line.action) {
    case 'add':
      return before.status === 'pendingActive' || before.status === 'created'
        ? {
            ...before,
            status: 'active',
            startDate: at,
            ...(line.product?.realizingResource && {
              realizingResource: line.product.realizingResource,
            }),
          }
        : before;
    case 'modify':
      return {
        ...before,
        ...switchedStatus(before, line),
        productCharacteristic: withCharacteristics(
          before.productCharacteristic ?? [],
          line.product?.productCharacteristic ?? [],
        ),
        ...(line.productOffering !== undefined && { productOffering: line.productOffering }),
      };
    case 'delete':
      return before.status === 'terminated'
        ? before
        : { ...before, status: 'terminated', terminationDate: at };
    case 'noChange':
      return before;
  }
};

/** What a line that failed or was cancelled makes of its product: an addition ends so too, a cease is called off: the product is what it was. */
export const onFailed = (
  before: OwnedProduct,
  line: ProductOrderItem,
  ceasedFrom: OwnedProduct['status'] = 'active',
): OwnedProduct => {
  if (line.action === 'add' && before.status === 'pendingActive')
    return { ...before, status: line.state === 'cancelled' ? 'cancelled' : 'aborted' };
  if (line.action === 'delete' && before.status === 'pendingTerminate')
    return { ...before, status: ceasedFrom };
  return before;
};
