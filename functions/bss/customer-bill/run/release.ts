import { microsOf } from '../../../kernel/money.ts';
import { change, commit, commitAll, racing, read } from '../../../kernel/table/store.ts';
import type { WriteContext } from '../../../kernel/table/stored.ts';
import { HiddenBill } from '../bill-body.ts';
import { billedUsageIn, billedUsagesEvents } from '../billed-usage.ts';
import { customerBill, type OwnBill } from '../customer-bill.ts';
import { billNumberSeries } from '../kept/run-rows.ts';
import { defaultEntity, legalEntity } from '../legal-entity.ts';
import { numbered, seriesWrite } from './numbers.ts';

/** Where a bill stands by what is still to be paid of it. */
export const paidState = ({
  amountDue,
  remainingAmount,
}: OwnBill): 'sent' | 'partiallyPaid' | 'settled' => {
  const [due, left] = [microsOf(amountDue?.value ?? 0), microsOf(remainingAmount?.value ?? 0)];
  if (left <= 0) return 'settled';
  return left < due ? 'partiallyPaid' : 'sent';
};

/** Sends a bill that was released: with the next number, or with the one that it has had since before a dispute. */
export const release = (id: string, context: WriteContext): Promise<void> =>
  racing(id, async () => {
    const { tenant } = context.caller;
    const stored = await read(customerBill, tenant, id);
    if (stored?.value.state !== 'validated') return true;
    const sent: OwnBill = {
      ...stored.value,
      state: paidState(stored.value),
      lastUpdate: context.at,
    };
    const hidden = HiddenBill.parse(stored.hidden);
    const more = (bill: OwnBill) => ({
      attributes: false,
      extra: billedUsagesEvents(id, billedUsageIn(bill, hidden)),
    });
    if (sent.billNo !== undefined)
      return commit(change(customerBill, stored, sent, context, more(sent)));
    const { entity } = hidden;
    const [series, named] = await Promise.all([
      read(billNumberSeries, tenant, entity),
      read(legalEntity, tenant, entity),
    ]);
    const { numberPrefix = '' } = named?.value ?? defaultEntity;
    const last = (series?.value.last ?? 0) + 1;
    const billNo = numbered(numberPrefix, last);
    const numberedBill = { ...sent, billNo };
    const writes = [
      change(customerBill, stored, numberedBill, context, more(numberedBill)),
      seriesWrite(series, entity, last, context),
    ];
    return (await commitAll(writes)).committed;
  });
