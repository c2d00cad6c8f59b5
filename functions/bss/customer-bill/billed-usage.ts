import type { BilledUsage } from '../../../schemas/events/billed-usage.ts';
import { billedUsagesEvent } from '../../../schemas/events/billed-usage.ts';
import type { ExtraEvent } from '../../kernel/table/stored.ts';
import type { HiddenBill } from './bill-body.ts';
import { carryFrom } from './bill-body.ts';
import type { OwnBill } from './customer-bill.ts';
import type { Bill } from './engine/bill.ts';
import { linesOf } from './engine/packed.ts';

const periodName = (subscription: string, fromMs: number): string => `${subscription} ${fromMs}`;

type Charged = Pick<Bill, 'lines'> & { readonly carry: Pick<Bill['carry'], 'usage'> };

/** The usage that a bill charges, by the version of its charges. None where it charges none. */
export const billedUsageOf = (bill: OwnBill, { lines, carry }: Charged): readonly BilledUsage[] => {
  const charged = new Set<string>();
  for (const { why, product = '', period } of lines)
    if (why.rule === 'usage') charged.add(periodName(product, period[0]));
  if (charged.size === 0) return [];
  const period = carry.usage
    .filter(({ subscription, fromMs }) => charged.has(periodName(subscription, fromMs)))
    .map(({ subscription, fromMs, version }) => ({
      subscription,
      startDateTime: new Date(fromMs).toISOString(),
      version,
    }));
  return [
    {
      bill: bill.id,
      ...(bill.billNo !== undefined && { billNo: bill.billNo }),
      billingAccount: bill.billingAccount?.id ?? '',
      period,
    },
  ];
};

/** The usage that a kept bill charges. */
export const billedUsageIn = (bill: OwnBill, hidden: HiddenBill): readonly BilledUsage[] =>
  billedUsageOf(bill, { lines: linesOf(hidden), carry: carryFrom(hidden) });

/** What tells usage that its records are on bills: one event, however many bills and records. */
export const billedUsagesEvents = (
  id: string,
  bill: readonly BilledUsage[],
): readonly ExtraEvent[] =>
  bill.length === 0
    ? []
    : [{ eventType: billedUsagesEvent, resource: 'billedUsages', payload: { id, bill } }];
