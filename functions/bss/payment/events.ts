import * as z from 'zod';
import { SentBills, sentBillsEvent } from '../../../schemas/events/sent-bills.ts';
import { Money } from '../../../schemas/tmf/common.ts';
import { subscriber } from '../../kernel/events/subscriber.ts';
import { noteBills } from './bills.ts';
import { partsOfKey } from './held.ts';
import { chargeBack, hear, proceed } from './proceed.ts';
import { hearRefund, proceedRefund } from './proceed-refund.ts';
import { meaningOf, ProviderRow, simulatedProvider } from './simulated-provider.ts';

const Made = z.object({ payment: z.looseObject({ id: z.string() }) });
const Refunded = z.object({
  refund: z.looseObject({ id: z.string(), payment: z.looseObject({ id: z.string() }) }),
});
const Charged = z.object({
  providerCharge: ProviderRow.extend({ key: z.string(), amount: Money }),
});
const Sent = z.object({ sentBills: SentBills });
const GivenBack = z.object({ providerRefund: ProviderRow.extend({ key: z.string() }) });

/** Payments are asked for as soon as they are made; the provider's own messages, and bills, are taken as they come. */
export const handler = subscriber('payment', {
  PaymentCreateEvent: (detail, context) =>
    proceed(Made.parse(detail.event).payment.id, context, simulatedProvider(context.caller)),
  RefundCreateEvent: (detail, context) => {
    const { refund } = Refunded.parse(detail.event);
    return proceedRefund(refund.id, refund.payment.id, context, simulatedProvider(context.caller));
  },
  ProviderChargeStateChangeEvent: async (detail, context) => {
    const { providerCharge: charge } = Charged.parse(detail.event);
    const { id, attempt } = partsOfKey(charge.key);
    if (charge.status === 'chargedBack') return chargeBack(id, context);
    const provider = simulatedProvider(context.caller);
    await hear(
      { id, attempt, answer: meaningOf(charge), amount: charge.amount },
      context,
      provider,
    );
  },
  ProviderRefundStateChangeEvent: (detail, context) => {
    const { providerRefund } = GivenBack.parse(detail.event);
    return hearRefund(providerRefund.key, meaningOf(providerRefund), context);
  },
  CustomerBillStateChangeEvent: (detail, context) => noteBills([detail], context),
  [sentBillsEvent]: (detail, context) =>
    noteBills(
      Sent.parse(detail.event).sentBills.bill.map(({ version, ...event }) => ({ version, event })),
      context,
    ),
});
