import {
  LegalEntity,
  LegalEntityCreate,
  LegalEntityUpdate,
} from '../../../schemas/billing/legal-entity.ts';
import { staffOnly } from '../../kernel/access/caller.ts';
import { microsOf } from '../../kernel/money.ts';
import type { Identified } from '../../kernel/tmf/resource.ts';
import { defineResource, untold } from '../../kernel/tmf/resource.ts';
import { capability } from './capability.ts';
import type { BillingRules } from './engine/account.ts';
import type { CheckLimits } from './engine/checks.ts';

type Entity = Identified<LegalEntity>;

/** Ours. In whose name bills are made: currency, rounding, numbers, and what is an odd bill. */
export const legalEntity = defineResource<Entity>({
  api: capability.api,
  source: 'bss.customer-bill',
  name: 'legalEntity',
  idPrefix: 'le',
  schema: { read: LegalEntity, create: LegalEntityCreate, update: LegalEntityUpdate },
  access: staffOnly,
  operations: ['list', 'get', 'create', 'patch'],
  events: untold,
});

/** Whose bills an account gets that names no legal entity. */
export const defaultEntity: Entity = { id: 'default', name: 'Strowger Telecom', country: 'BE' };

export const rulesOf = ({ currency, country, rounding }: Entity): BillingRules => ({
  currency: currency ?? 'EUR',
  country,
  rounding: rounding ?? 'document',
});

const hugeBill = 2_000;
const usualPercent = 50;
const usualAmount = 20;

export const limitsOf = ({ checks }: Entity): CheckLimits => ({
  hugeMicros: microsOf(checks?.hugeAmount ?? hugeBill),
  usualPercent: checks?.usualPercent ?? usualPercent,
  usualMicros: microsOf(checks?.usualAmount ?? usualAmount),
});
