import * as z from 'zod';
import { SentBills, sentBillsEvent } from '../../../schemas/events/sent-bills.ts';
import { subscriber } from '../../kernel/events/subscriber.ts';
import { DunningCase } from './case.ts';
import { look, onBills, onDispute, onPromise, onWriteOff } from './follow.ts';

const Sent = z.object({ sentBills: SentBills });
const Exempted = z.object({ dunningCase: DunningCase });

/** A debt follows its bills, and what is agreed, disputed and given up about them. */
export const handler = subscriber('collections', {
  CustomerBillStateChangeEvent: (detail, context) => onBills([detail], context),
  [sentBillsEvent]: (detail, context) =>
    onBills(
      Sent.parse(detail.event).sentBills.bill.map(({ version, ...event }) => ({ version, event })),
      context,
    ),
  PromiseToPayCreateEvent: (detail, context) => onPromise(detail.event, context),
  DisputeCreateEvent: (detail, context) => onDispute(detail.event, context),
  DisputeStateChangeEvent: (detail, context) => onDispute(detail.event, context),
  WriteOffCreateEvent: (detail, context) => onWriteOff(detail.event, context),
  DunningCaseAttributeValueChangeEvent: (detail, context) => {
    const { billingAccount, overdueAmount } = Exempted.parse(detail.event).dunningCase;
    const who = { account: billingAccount.id, currency: overdueAmount.unit ?? '' };
    return look(who, (debt) => debt, context);
  },
});
