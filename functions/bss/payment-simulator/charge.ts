import { lifecycle } from '../../kernel/lifecycle/lifecycle.ts';
import type { Resource } from '../../kernel/tmf/resource.ts';
import { defineResource } from '../../kernel/tmf/resource.ts';
import { authorize } from './authorize.ts';
import { capability } from './capability.ts';
import { ProviderCharge } from './provider-charge.ts';
import { simulatorAccess } from './script.ts';

/** A charge that was voided before it arrived is kept as voided, so that it cannot be taken any more. */
const chargeLifecycle = lifecycle(['authorized'], {
  pending: ['authorized', 'captured', 'declined', 'voided'],
  authorized: ['captured', 'voided'],
  captured: ['chargedBack'],
  declined: [],
  voided: [],
  chargedBack: [],
});

/** The same key is the same charge, however often it comes. Its status changes are what a provider's web hook tells. */
export const providerCharge: Resource<ProviderCharge> = defineResource<ProviderCharge>({
  api: capability.api,
  source: 'bss.payment-simulator',
  name: 'providerCharge',
  idPrefix: 'pch',
  schema: {
    read: ProviderCharge,
    create: ProviderCharge.pick({
      '@type': true,
      key: true,
      source: true,
      amount: true,
      status: true,
    }),
    update: ProviderCharge.pick({ status: true, code: true, reason: true }).partial(),
  },
  operations: ['list', 'get', 'create', 'patch'],
  access: simulatorAccess,
  state: { attribute: 'status', lifecycle: chargeLifecycle },
  lookup: { attribute: 'key', value: ({ key }) => key },
  shards: 16,
  events: { create: null, change: null, delete: null },
  naturalKey: ({ key }) => key,
  beforeCreate: (draft, context) => authorize(providerCharge, draft, context),
});
