import { appliedCustomerBillingRate } from './applied-customer-billing-rate.ts';
import { billRun } from './bill-run.ts';
import { booksCertificate } from './books-certificate.ts';
import { customerBill } from './customer-bill.ts';
import { customerBillOnDemand } from './customer-bill-on-demand.ts';
import { legalEntity } from './legal-entity.ts';
import { priceChangePreview } from './what-if/price-change-preview.ts';

/** The resources of the API, in the contract's order; the last four are ours. */
export const resources = [
  customerBillOnDemand,
  customerBill,
  appliedCustomerBillingRate,
  billRun,
  legalEntity,
  booksCertificate,
  priceChangePreview,
];
