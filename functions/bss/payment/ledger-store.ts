import { nobody } from '../../kernel/access/caller.ts';
import { derivedId } from '../../kernel/ids.ts';
import type { Finding, Write } from '../../kernel/table/store.ts';
import { change, creation, read, readAhead } from '../../kernel/table/store.ts';
import type { Stored, WriteContext } from '../../kernel/table/stored.ts';
import { timersOf } from '../../kernel/table/timer.ts';
import { defineResource, untold } from '../../kernel/tmf/resource.ts';
import { capability } from './capability.ts';
import { emptyLedger, Ledger } from './ledger.ts';

const source = 'bss.payment';

/** What was paid for an account, in one currency: nobody's resource, but an item with a version like all. */
const ledger = defineResource<Ledger>({
  api: capability.api,
  source,
  name: 'ledger',
  idPrefix: 'led',
  schema: { read: Ledger },
  access: nobody,
  operations: [],
  shards: 0,
  events: untold,
});

/** When payments, refunds and bills are to be looked at again. */
export const paymentTimers = timersOf(capability.api, source, 'PaymentTimer');

export const ledgerId = (account: string, currency: string): string =>
  derivedId(ledger.idPrefix, account, currency);

/** Ledgers that are about to be written, read at once. */
export const ledgersAhead = (
  accounts: readonly { readonly account: string; readonly currency: string }[],
  { caller }: WriteContext,
): Promise<Finding<Ledger>> =>
  readAhead(
    ledger,
    caller.tenant,
    accounts.map(({ account, currency }) => ledgerId(account, currency)),
  );

/** A ledger as it was read, and the write that changes it: made where there is none yet. */
export interface OpenLedger {
  readonly value: Ledger;
  write(next: Ledger): Write;
}

export const openLedger = async (
  account: string,
  currency: string,
  context: WriteContext,
  find: Finding<Ledger> = (id) => read(ledger, context.caller.tenant, id),
): Promise<OpenLedger> => {
  const id = ledgerId(account, currency);
  const stored: Stored<Ledger> | undefined = await find(id);
  return {
    value: stored?.value ?? emptyLedger(id, account, currency),
    write: (next) =>
      stored === undefined
        ? creation(ledger, next, context)
        : change(ledger, stored, next, context, { attributes: false }),
  };
};
