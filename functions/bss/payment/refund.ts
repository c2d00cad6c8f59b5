import { Refund, RefundCreate } from '../../../schemas/tmf/payment/refund.ts';
import type { Access } from '../../kernel/access/caller.ts';
import type { Identified } from '../../kernel/tmf/resource.ts';
import { defineResource } from '../../kernel/tmf/resource.ts';
import { capability } from './capability.ts';
import { reserve } from './give-back.ts';
import { refundLifecycle } from './lifecycle.ts';

export type GivenRefund = Identified<Refund>;

/** Staff gives money back; a customer sees their own. */
const access: Access = { operations: 'all', agent: 'all', customer: 'readOwn' };

/** TMF676. A refund goes to where its payment came from, and all of a payment's refunds are never more than it. */
export const refund = defineResource<GivenRefund>({
  api: capability.api,
  source: 'bss.payment',
  name: 'refund',
  idPrefix: 'rfd',
  schema: { read: Refund, create: RefundCreate },
  operations: ['list', 'get', 'create'],
  access,
  state: { attribute: 'status', lifecycle: refundLifecycle },
  owner: ({ requestor }) => requestor?.id,
  lookup: { attribute: 'account.id', value: ({ account }) => account.id },
  shards: 8,
  naturalKey: ({ correlatorId }) => correlatorId,
  beforeCreate: reserve,
});
