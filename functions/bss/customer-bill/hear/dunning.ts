import * as z from 'zod';
import { microsOf } from '../../../kernel/money.ts';
import { change, commit, racing, read } from '../../../kernel/table/store.ts';
import type { WriteContext } from '../../../kernel/table/stored.ts';
import { HiddenBill } from '../bill-body.ts';
import { customerBill } from '../customer-bill.ts';
import type { AccountRow } from '../kept/billed-account.ts';

const Ref = z.looseObject({ id: z.string() });
const Amount = z.looseObject({ unit: z.string(), value: z.number() });

export const FeeHeard = z.object({
  dunningFee: z.looseObject({
    id: z.string(),
    billingAccount: Ref,
    amount: Amount,
    reason: z.string(),
  }),
});

export const WriteOffHeard = z.object({
  writeOff: z.looseObject({
    id: z.string(),
    customerBill: z.array(z.looseObject({ id: z.string(), amount: Amount })),
  }),
});

/** Takes what a step of dunning costs; the next bill asks for it. Hearing it again changes nothing. */
export const hearFee = (
  before: AccountRow,
  { id, amount, reason }: z.infer<typeof FeeHeard>['dunningFee'],
  atMs: number,
): AccountRow => {
  const { fees = [] } = before;
  if (fees.some((one) => one.id === id)) return before;
  const fee = { id, reason, micros: microsOf(amount.value), currency: amount.unit, atMs };
  return {
    ...before,
    sinceMs: Math.min(before.sinceMs, atMs),
    fees: [...fees, fee].sort((a, b) => a.atMs - b.atMs || (a.id < b.id ? -1 : 1)),
  };
};

/** Notes on each bill what nobody expects of it any more. The bill still asks for it: what comes after all counts for it. */
export const hearWriteOff = async (
  { id, customerBill: bills }: z.infer<typeof WriteOffHeard>['writeOff'],
  context: WriteContext,
): Promise<void> => {
  for (const { id: bill, amount } of bills)
    await racing(bill, async () => {
      const stored = await read(customerBill, context.caller.tenant, bill);
      if (stored === undefined) return true;
      const { writtenOff = {} } = HiddenBill.parse(stored.hidden);
      if (writtenOff[id] !== undefined) return true;
      const hidden = {
        ...stored.hidden,
        writtenOff: { ...writtenOff, [id]: microsOf(amount.value) },
      };
      const write = change(customerBill, stored, stored.value, context, {
        hidden,
        attributes: false,
      });
      return commit(write);
    });
};
