import { AppliedCustomerBillingRate } from '../../../schemas/tmf/customer-bill/applied-customer-billing-rate.ts';
import { customerReads } from '../../kernel/access/caller.ts';
import { defineResource, hrefOf, workedOut } from '../../kernel/tmf/resource.ts';
import { money } from './bill-body.ts';
import { capability } from './capability.ts';
import type { OwnBill } from './customer-bill.ts';
import type { Line } from './engine/line.ts';

/** TMF678. A line of a bill. It is kept in its bill and shown from there: 27 items a bill would cost ten times the bill. */
export const appliedCustomerBillingRate = defineResource<AppliedCustomerBillingRate>({
  api: capability.api,
  source: 'bss.customer-bill',
  name: 'appliedCustomerBillingRate',
  idPrefix: 'acbr',
  schema: { read: AppliedCustomerBillingRate },
  ...workedOut,
  access: customerReads,
});

export const lineId = (billId: string, index: number): string => `${billId}.${index + 1}`;

const perPercent = 100;
const instantOf = (ms: number): string => new Date(ms).toISOString();

const typeOf = ({ netMicros }: Line): string =>
  netMicros < 0 ? 'appliedBillingCredit' : 'appliedBillingCharge';

/** A line in TM Forum's words. `isBilled` is false for one that is still to come. */
export const rateOf = (
  line: Line,
  index: number,
  { id, href, billDate, billingAccount }: OwnBill,
  currency: string,
  isBilled: boolean,
): AppliedCustomerBillingRate => ({
  id: lineId(id, index),
  href: hrefOf(appliedCustomerBillingRate, lineId(id, index)),
  '@type': appliedCustomerBillingRate.type,
  name: line.name,
  type: typeOf(line),
  isBilled,
  ...(billDate !== undefined && { date: billDate }),
  ...(isBilled && { bill: { id, ...(href !== undefined && { href }) } }),
  ...(billingAccount !== undefined && { billingAccount }),
  ...(line.product !== undefined && { product: { id: line.product } }),
  periodCoverage: {
    startDateTime: instantOf(line.period[0]),
    endDateTime: instantOf(line.period[1]),
  },
  taxExcludedAmount: money(currency, line.netMicros),
  taxIncludedAmount: money(currency, line.netMicros + line.taxMicros),
  appliedTax: [
    {
      taxCategory: line.taxCategory,
      taxRate: line.taxHundredths / perPercent,
      taxAmount: money(currency, line.taxMicros),
    },
  ],
  characteristic: [{ name: 'rule', valueType: 'string', value: line.why.rule }],
});
