import * as z from 'zod';
import { Explanation } from '../../../../schemas/billing/explanation.ts';
import { CustomerBill } from '../../../../schemas/tmf/customer-bill/customer-bill.ts';
import { shown } from '../../../kernel/tmf/answer.ts';
import type { Route } from '../../../kernel/tmf/route.ts';
import { validated } from '../../../kernel/tmf/validate.ts';
import { explanationOf } from '../explain.ts';
import type { Wish } from '../if-ordered.ts';
import { previewOf } from '../preview.ts';

const Item = z.looseObject({
  id: z.string(),
  action: z.enum(['add', 'modify', 'delete', 'noChange']),
  productOffering: z.looseObject({ id: z.string() }).optional(),
  product: z
    .looseObject({
      id: z.string().optional(),
      productCharacteristic: z
        .array(z.looseObject({ name: z.string(), value: z.unknown() }))
        .optional(),
    })
    .optional(),
});

/** Whose bill, when, and after which order: one that is not placed, in TMF622's words. */
const Asked = z.strictObject({
  billingAccount: z.looseObject({ id: z.string() }),
  date: z.iso.datetime({ offset: true }).optional(),
  productOrder: z
    .looseObject({
      requestedStartDate: z.iso.datetime({ offset: true }).optional(),
      productOrderItem: z.array(Item),
    })
    .optional(),
});

const wishOf = (item: z.infer<typeof Item>, start: string | undefined): Wish => ({
  id: item.id,
  action: item.action,
  ...(item.productOffering !== undefined && { offering: item.productOffering.id }),
  ...(item.product?.id !== undefined && { product: item.product.id }),
  characteristics: Object.fromEntries(
    (item.product?.productCharacteristic ?? []).map(({ name, value }) => [name, String(value)]),
  ),
  ...(start !== undefined && { atMs: Date.parse(start) }),
});

/** The next bill, the bill of a date, the bill after an order: worked out like the real one, written nowhere. */
export const previewRoute: Route = {
  method: 'POST',
  path: 'billPreview',
  described: {
    says: 'The next bill of an account, that of a date, or that after an order: worked out like the real one, written nowhere',
    body: Asked,
    answers: z.strictObject({ customerBill: CustomerBill, explanation: Explanation }),
  },
  serve: async (request) => {
    const asked = Asked.parse(validated(Asked, request.body));
    const { productOrder } = asked;
    const { value, hidden } = await previewOf(request, {
      account: asked.billingAccount.id,
      ...(asked.date !== undefined && { atMs: Date.parse(asked.date) }),
      wishes: (productOrder?.productOrderItem ?? []).map((item) =>
        wishOf(item, productOrder?.requestedStartDate),
      ),
    });
    const { href: _href, billDocument: _document, ...bill } = value;
    return {
      status: 200,
      body: { customerBill: shown(bill, request), explanation: explanationOf(value, hidden) },
    };
  },
};
