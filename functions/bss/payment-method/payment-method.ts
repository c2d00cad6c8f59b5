import {
  PaymentMethod,
  PaymentMethodCreate,
  PaymentMethodUpdate,
} from '../../../schemas/tmf/payment-method/payment-method.ts';
import { customerOwned } from '../../kernel/access/caller.ts';
import { assertNoCardNumber } from '../../kernel/access/card-number.ts';
import { lifecycle } from '../../kernel/lifecycle/lifecycle.ts';
import { badRequest } from '../../kernel/problem.ts';
import type { HookContext, Identified } from '../../kernel/tmf/resource.ts';
import { defineResource } from '../../kernel/tmf/resource.ts';
import { capability } from './capability.ts';
import { faultsOfKind } from './kinds.ts';

export type KeptMethod = Identified<PaymentMethod>;

/** TMF670 leaves the status open; these are ours. A method that expired or was withdrawn pays nothing more. */
const methodLifecycle = lifecycle(['active'], {
  active: ['inactive', 'expired', 'withdrawn'],
  inactive: ['active', 'expired', 'withdrawn'],
  expired: ['active', 'withdrawn'],
  withdrawn: [],
});

const checked = (method: KeptMethod): void => {
  assertNoCardNumber(method);
  const faults = faultsOfKind(method);
  if (faults.length > 0) throw badRequest(faults[0] ?? '', faults);
  if (method.relatedParty?.id === undefined)
    throw badRequest('relatedParty must name whose payment method it is');
};

const stampedStatus = (
  next: KeptMethod,
  before: KeptMethod | undefined,
  { at }: HookContext,
): KeptMethod => (next.status === before?.status ? next : { ...next, statusDate: at });

/** What money can be taken with, where the class has it: the payment capability reads it, nobody else hears of it. */
const chargeable = ['token', 'mandateId', 'walletId', 'code'];

/** TMF670. A party's ways to pay: tokens of the payment provider, mandates, references; never a card. */
export const paymentMethod = defineResource<KeptMethod>({
  api: capability.api,
  source: 'bss.payment-method',
  name: 'paymentMethod',
  idPrefix: 'pm',
  schema: { read: PaymentMethod, create: PaymentMethodCreate, update: PaymentMethodUpdate },
  access: customerOwned,
  state: { attribute: 'status', lifecycle: methodLifecycle },
  owner: ({ relatedParty }) => relatedParty?.id,
  shards: 8,
  secret: chargeable,
  events: { state: 'PaymentMethodStatusChangeEvent' },
  beforeCreate: (draft, context) => {
    checked(draft);
    return stampedStatus(draft, undefined, context);
  },
  beforePatch: (next, before, context) => {
    checked(next);
    if (next.relatedParty?.id !== before.relatedParty?.id)
      throw badRequest('relatedParty cannot be changed: a way to pay belongs to one party');
    return stampedStatus(next, before, context);
  },
});
