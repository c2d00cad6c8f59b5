import * as z from 'zod';
import { ProductMove, productMoveEvent } from '../../../schemas/events/product-move.ts';
import { UsageCharges, usageChargesChangeEvent } from '../../../schemas/events/usage-charges.ts';
import { CustomerBill } from '../../../schemas/tmf/customer-bill/customer-bill.ts';
import type { Effect } from '../../kernel/events/subscriber.ts';
import { subscriber } from '../../kernel/events/subscriber.ts';
import { BillingAccountHeard, hearAccount } from './hear/account.ts';
import { AgreementHeard, committedAccount, hearAgreement } from './hear/agreement.ts';
import { hearOffering, hearPrice, OfferingHeard, PriceHeard } from './hear/catalogue.ts';
import { FeeHeard, hearFee, hearWriteOff, WriteOffHeard } from './hear/dunning.ts';
import { hearPayment, PaymentHeard } from './hear/payment.ts';
import { hearMove, hearProduct, justBefore, ProductHeard } from './hear/product.ts';
import { hearPromotion, PromotionHeard } from './hear/promotion.ts';
import { hearUsage } from './hear/usage.ts';
import type { AccountRow } from './kept/billed-account.ts';
import { hearOfAccount } from './kept/billed-account.ts';
import { billedOffering, billedPrice, billedPromotion, hearOf } from './kept/billed-catalogue.ts';
import { billOnDemand } from './on-demand.ts';
import { release } from './run/release.ts';
import { startNext } from './run/turn.ts';
import { stepOn } from './what-if/step.ts';

const onAccount: Effect = async ({ event, version }, context) => {
  const { billingAccount } = BillingAccountHeard.parse(event);
  await hearOfAccount(billingAccount.id, context, (before) =>
    hearAccount(before, billingAccount, version),
  );
};

const onProduct: Effect = async ({ event, version, eventTime }, context) => {
  const { product } = ProductHeard.parse(event);
  // A product that nobody pays for is no charge.
  if (product.billingAccount === undefined) return;
  await hearOfAccount(product.billingAccount.id, context, (before) =>
    hearProduct(before, product, version, Date.parse(eventTime)),
  );
};

/** The account before charges a product up to its move, the account after from it on. */
const onMove: Effect = async ({ event, version, eventTime }, context) => {
  const { productMove } = z.object({ productMove: ProductMove }).parse(event);
  const { product, from, to } = productMove;
  const heardAt = (at: number) => (before: AccountRow) =>
    hearMove(before, product, at, Date.parse(eventTime));
  await hearOfAccount(from, context, heardAt(version));
  if (to !== undefined) await hearOfAccount(to, context, heardAt(justBefore(version)));
};

const onPrice: Effect = async ({ event, version, eventTime }, context) => {
  const { productOfferingPrice } = PriceHeard.parse(event);
  await hearOf(billedPrice, productOfferingPrice.id, context, (before) =>
    hearPrice(before, productOfferingPrice, version, Date.parse(eventTime)),
  );
};

const onOffering: Effect = async ({ event, version }, context) => {
  const { productOffering } = OfferingHeard.parse(event);
  await hearOf(billedOffering, productOffering.id, context, (before) =>
    hearOffering(before, productOffering, version),
  );
};

const onPromotion: Effect = async ({ event, version }, context) => {
  const { promotion } = PromotionHeard.parse(event);
  await hearOf(billedPromotion, promotion.id, context, (before) =>
    hearPromotion(before, promotion, version),
  );
};

const onAgreement: Effect = async ({ event, eventTime }, context) => {
  const { agreement } = AgreementHeard.parse(event);
  const account = committedAccount(agreement);
  if (account === undefined) return;
  await hearOfAccount(account, context, (before) =>
    hearAgreement(before, agreement, Date.parse(eventTime)),
  );
};

const OnDemand = z.object({ customerBillOnDemand: z.looseObject({ id: z.string() }) });

const onDemand: Effect = (detail, context) =>
  billOnDemand(OnDemand.parse(detail.event).customerBillOnDemand.id, context);

const onUsage: Effect = async ({ event }, context) => {
  const { usageCharges } = z.object({ usageCharges: UsageCharges }).parse(event);
  await hearOfAccount(usageCharges.billingAccount, context, (before) =>
    hearUsage(before, usageCharges),
  );
};

const onPayment: Effect = ({ event }, context) =>
  hearPayment(PaymentHeard.parse(event).payment, context);

const onFee: Effect = async ({ event, eventTime }, context) => {
  const { dunningFee } = FeeHeard.parse(event);
  await hearOfAccount(dunningFee.billingAccount.id, context, (before) =>
    hearFee(before, dunningFee, Date.parse(eventTime)),
  );
};

const onWriteOff: Effect = ({ event }, context) =>
  hearWriteOff(WriteOffHeard.parse(event).writeOff, context);

const Study = z.object({ priceChangePreview: z.looseObject({ id: z.string() }) });

const onStudy: Effect = ({ event, version }, context) =>
  stepOn(Study.parse(event).priceChangePreview.id, version, context);

const onRun: Effect = (_, context) => startNext(context);

const Bill = z.object({ customerBill: CustomerBill });

/** A held bill that was looked at and released goes out. */
const onBill: Effect = (detail, context) =>
  release(Bill.parse(detail.event).customerBill.id ?? '', context);

/** Billing follows accounts, products, prices and promotions; runs start each other. */
export const handler = subscriber('customer-bill', {
  BillingAccountCreateEvent: onAccount,
  BillingAccountAttributeValueChangeEvent: onAccount,
  BillingAccountStateChangeEvent: onAccount,
  ProductCreateEvent: onProduct,
  ProductAttributeValueChangeEvent: onProduct,
  ProductStateChangeEvent: onProduct,
  [productMoveEvent]: onMove,
  ProductOfferingCreateEvent: onOffering,
  ProductOfferingAttributeValueChangeEvent: onOffering,
  ProductOfferingStateChangeEvent: onOffering,
  ProductOfferingPriceCreateEvent: onPrice,
  ProductOfferingPriceAttributeValueChangeEvent: onPrice,
  ProductOfferingPriceStateChangeEvent: onPrice,
  PromotionCreateEvent: onPromotion,
  PromotionAttributeValueChangeEvent: onPromotion,
  PromotionStateChangeEvent: onPromotion,
  AgreementCreateEvent: onAgreement,
  AgreementAttributeValueChangeEvent: onAgreement,
  AgreementStateChangeEvent: onAgreement,
  [usageChargesChangeEvent]: onUsage,
  PaymentStateChangeEvent: onPayment,
  PaymentAttributeValueChangeEvent: onPayment,
  DunningFeeEvent: onFee,
  WriteOffCreateEvent: onWriteOff,
  CustomerBillOnDemandCreateEvent: onDemand,
  PriceChangePreviewCreateEvent: onStudy,
  PriceChangePreviewAttributeValueChangeEvent: onStudy,
  PriceChangePreviewStateChangeEvent: onStudy,
  BillRunCreateEvent: onRun,
  BillRunStateChangeEvent: onRun,
  CustomerBillStateChangeEvent: onBill,
});
