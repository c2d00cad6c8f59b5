import { Payment, PaymentCreate } from '../../../schemas/tmf/payment/payment.ts';
import { customerOwned } from '../../kernel/access/caller.ts';
import type { Identified, Resource } from '../../kernel/tmf/resource.ts';
import { defineResource } from '../../kernel/tmf/resource.ts';
import { capability } from './capability.ts';
import { paymentLifecycle } from './lifecycle.ts';
import { take } from './take.ts';

export type TakenPayment = Identified<Payment>;

/** TMF676. A payment is kept before anybody is asked for money; its item says what became of the money. */
export const payment: Resource<TakenPayment> = defineResource<TakenPayment>({
  api: capability.api,
  source: 'bss.payment',
  name: 'payment',
  idPrefix: 'pay',
  schema: { read: Payment, create: PaymentCreate },
  operations: ['list', 'get', 'create'],
  access: customerOwned,
  state: { attribute: 'status', lifecycle: paymentLifecycle },
  owner: ({ payer }) => payer?.id,
  lookup: { attribute: 'account.id', value: ({ account }) => account.id },
  shards: 16,
  naturalKey: ({ correlatorId }) => correlatorId,
  beforeCreate: (draft, context) => take(payment, draft, context),
});
