import type { BilledUsage } from '../../../schemas/events/billed-usage.ts';
import { billedUsageCreateEvent } from '../../../schemas/events/billed-usage.ts';
import type { ExtraEvent } from '../../kernel/table/store.ts';
import type { HiddenBill } from './bill-body.ts';
import { carryFrom } from './bill-body.ts';
import type { OwnBill } from './customer-bill.ts';
import { linesOf } from './engine/packed.ts';

const periodName = (subscription: string, fromMs: number): string => `${subscription} ${fromMs}`;

/** What tells usage that its records are on a bill: one event a bill, however many records. None where it bills no usage. */
export const billedUsageEvents = (bill: OwnBill, hidden: HiddenBill): readonly ExtraEvent[] => {
  const charged = new Set(
    linesOf(hidden.lines)
      .filter(({ why }) => why.rule === 'usage')
      .map(({ product = '', period }) => periodName(product, period[0])),
  );
  if (charged.size === 0) return [];
  const period = carryFrom(hidden)
    .usage.filter(({ subscription, fromMs }) => charged.has(periodName(subscription, fromMs)))
    .map(({ subscription, fromMs, version }) => ({
      subscription,
      startDateTime: new Date(fromMs).toISOString(),
      version,
    }));
  const payload: BilledUsage = {
    bill: bill.id,
    ...(bill.billNo !== undefined && { billNo: bill.billNo }),
    billingAccount: bill.billingAccount?.id ?? '',
    period,
  };
  return [{ eventType: billedUsageCreateEvent, resource: 'billedUsage', payload }];
};
