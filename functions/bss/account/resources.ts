import { billFormat } from './bill-format.ts';
import { billPresentationMedia } from './bill-presentation-media.ts';
import { billingAccount } from './billing-account.ts';
import { billingCycleSpecification } from './billing-cycle-specification.ts';
import { financialAccount } from './financial-account.ts';
import { partyAccount } from './party-account.ts';
import { settlementAccount } from './settlement-account.ts';

/** The resources of the API, in the contract's order. */
export const resources = [
  partyAccount,
  billingAccount,
  settlementAccount,
  financialAccount,
  billingCycleSpecification,
  billFormat,
  billPresentationMedia,
];
