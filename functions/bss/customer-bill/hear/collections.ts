import * as z from 'zod';
import { microsOf } from '../../../kernel/money.ts';
import { change, commit, racing, read } from '../../../kernel/table/store.ts';
import type { WriteContext } from '../../../kernel/table/stored.ts';
import { customerBill } from '../customer-bill.ts';
import type { AccountRow } from '../kept/billed-account.ts';

const Ref = z.looseObject({ id: z.string() });
const Amount = z.looseObject({ unit: z.string(), value: z.number() });

/** What billing takes of a reminder that costs something. */
const Fee = z.looseObject({
  id: z.string(),
  billingAccount: Ref,
  amount: Amount,
  reason: z.string(),
});

export const FeeHeard = z.object({ dunningFee: Fee });

/** Takes a reminder's fee, which the account's next bill charges; one that is known changes nothing. */
export const hearFee = (
  before: AccountRow,
  { id, amount, reason }: z.infer<typeof Fee>,
  atMs: number,
): AccountRow => {
  const fees = before.fees ?? [];
  if (fees.some((one) => one.id === id)) return before;
  const fee = {
    id,
    name: `Fee: ${reason}`,
    micros: microsOf(amount.value),
    currency: amount.unit,
    atMs,
  };
  return {
    ...before,
    fees: [...fees, fee].sort((a, b) => a.atMs - b.atMs || (a.id < b.id ? -1 : 1)),
  };
};

const WriteOff = z.looseObject({
  id: z.string(),
  customerBill: z.array(z.looseObject({ id: z.string(), amount: Amount })),
});

export const WriteOffHeard = z.object({ writeOff: WriteOff });

/** What a bill keeps of what was written off it, by write-off. */
export const WrittenOff = z.object({ writtenOff: z.record(z.string(), z.int()).default({}) });

/**
 * Notes on its bills what nobody expects any more. The bill still asks for it: what comes after all is paid, and is then
 * no longer written off.
 */
export const hearWriteOff = async (
  { id, customerBill: bills }: z.infer<typeof WriteOff>,
  context: WriteContext,
): Promise<void> => {
  for (const { id: billId, amount } of bills)
    await racing(billId, async () => {
      const stored = await read(customerBill, context.caller.tenant, billId);
      if (stored === undefined) return true;
      const { writtenOff } = WrittenOff.parse(stored.hidden);
      if (writtenOff[id] !== undefined) return true;
      const hidden = {
        ...stored.hidden,
        writtenOff: { ...writtenOff, [id]: microsOf(amount.value) },
      };
      const value = { ...stored.value, lastUpdate: context.at };
      return commit(change(customerBill, stored, value, context, { hidden, attributes: false }));
    });
};
