import * as z from 'zod';
import { Money } from '../../../schemas/tmf/common.ts';
import { derivedId } from '../../kernel/ids.ts';
import { lifecycle } from '../../kernel/lifecycle/lifecycle.ts';
import { microsOf, sum } from '../../kernel/money.ts';
import { badRequest, Problem } from '../../kernel/problem.ts';
import { change, commit, creation, racing, read } from '../../kernel/table/store.ts';
import type { WriteContext } from '../../kernel/table/stored.ts';
import type { CreateContext } from '../../kernel/tmf/resource.ts';
import { defineResource } from '../../kernel/tmf/resource.ts';
import { unavailable } from './authorize.ts';
import { capability } from './capability.ts';
import { providerCharge } from './charge.ts';
import type { ProviderCharge } from './provider-charge.ts';
import { simulatorAccess, takeBehaviour } from './script.ts';

const ProviderRefund = z.strictObject({
  id: z.string(),
  href: z.string().optional(),
  '@type': z.string().optional(),
  key: z.string().min(1),
  /** The key of the charge that is given back. */
  charge: z.string().min(1),
  amount: Money,
  status: z.string().optional(),
  code: z.string().optional(),
  reason: z.string().optional(),
});
type ProviderRefund = z.infer<typeof ProviderRefund>;

const refundLifecycle = lifecycle(['done'], {
  pending: ['done', 'declined'],
  done: [],
  declined: [],
});

const microsIn = ({ value }: z.infer<typeof Money>): number => microsOf(value ?? 0);

/** Books the refund on its charge, once for each key; more than was captured is refused. */
const booked = async (draft: ProviderRefund, context: WriteContext): Promise<void> => {
  const id = derivedId(providerCharge.idPrefix, providerCharge.type, 'natural', draft.charge);
  await racing(id, async () => {
    const stored = await read(providerCharge, context.caller.tenant, id);
    if (stored?.value.status !== 'captured')
      throw badRequest(`${draft.charge} was not captured: there is nothing to give back`);
    const given: NonNullable<ProviderCharge['refund']> = stored.value.refund ?? [];
    if (given.some(({ key }) => key === draft.key)) return true;
    const refund = [...given, { key: draft.key, amount: draft.amount }];
    if (sum(refund.map(({ amount }) => microsIn(amount))) > microsIn(stored.value.amount))
      throw badRequest(`${draft.charge} would be given back more than once`);
    return commit(change(providerCharge, stored, { ...stored.value, refund }, context));
  });
};

const refunded = async (
  draft: ProviderRefund,
  { caller, at }: CreateContext,
): Promise<ProviderRefund> => {
  const context = { caller, at };
  const id = derivedId(providerCharge.idPrefix, providerCharge.type, 'natural', draft.charge);
  const charge = await read(providerCharge, caller.tenant, id);
  const behaviour = await takeBehaviour(charge?.value.source ?? '', context);
  if (behaviour === 'unavailable') throw unavailable();
  if (behaviour === 'requestLost') throw new Problem(504, 'timeout', 'No answer from the bank');
  if (behaviour === 'declined' || behaviour === 'refused')
    return { ...draft, status: 'declined', code: 'closedAccount', reason: 'The account is closed' };
  if (behaviour === 'late') return { ...draft, status: 'pending' };
  await booked(draft, context);
  const refund = { ...draft, status: 'done' };
  if (behaviour !== 'answerLost') return refund;
  await commit(creation(providerRefund, refund, context));
  throw new Problem(504, 'timeout', 'No answer from the bank');
};

/** Money that the provider gives back, under the key that the merchant chose. */
export const providerRefund = defineResource<ProviderRefund>({
  api: capability.api,
  source: 'bss.payment-simulator',
  name: 'providerRefund',
  idPrefix: 'prf',
  schema: {
    read: ProviderRefund,
    create: ProviderRefund.pick({ '@type': true, key: true, charge: true, amount: true }),
    update: ProviderRefund.pick({ status: true, code: true, reason: true }).partial(),
  },
  operations: ['list', 'get', 'create', 'patch'],
  access: simulatorAccess,
  state: { attribute: 'status', lifecycle: refundLifecycle },
  lookup: { attribute: 'key', value: ({ key }) => key },
  shards: 16,
  events: { create: null, change: null, delete: null },
  naturalKey: ({ key }) => key,
  beforeCreate: refunded,
  beforePatch: async (next, before, { caller, at }) => {
    if (next.status === 'done' && before.status === 'pending') await booked(next, { caller, at });
    return next;
  },
});
