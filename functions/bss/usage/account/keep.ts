import { epochSeconds } from '../../../kernel/clock.ts';
import { derivedId } from '../../../kernel/ids.ts';
import { readRows, writeRow } from '../../../kernel/table/rows.ts';
import type { Write } from '../../../kernel/table/store.ts';
import { change, commit, creation, racing, read } from '../../../kernel/table/store.ts';
import type { ExtraEvent, Stored, WriteContext } from '../../../kernel/table/stored.ts';
import type { AccountShare } from '../guide/guide.ts';
import { namesFor } from '../prices/names.ts';
import type { UsageAccount } from './account.ts';
import { accountId, newAccount, usageAccount } from './account.ts';
import { eventsOf } from './account-events.ts';
import { carriedInto } from './carry.ts';
import type { KeptRecord } from './packed.ts';
import { keysIn, packed, unpacked } from './packed.ts';
import type { Carried, Guided, Settled, Unrated } from './settle.ts';
import { settled, settledAnew } from './settle.ts';

/** The account's own item is written with every change: so much of its last unit is there for its newest records. */
const mostInTailBytes = 800;
/** A row of so many records takes about 30 kB. */
const mostInRow = 2_000;

const tailOf = ({ tail }: UsageAccount): Uint8Array | undefined =>
  tail === undefined ? undefined : Buffer.from(tail, 'base64');

const bytesOf = (row: unknown): Uint8Array => {
  if (row instanceof Uint8Array) return row;
  throw new Error('an account of usage names a row that is not there');
};

/** The packs of an account: its rows and its tail, the oldest first. */
export const packsOf = async (
  tenant: string,
  account: UsageAccount,
): Promise<readonly Uint8Array[]> => {
  const wanted = account.chunks.map(({ row }) => ({ id: account.id, row }));
  const rows = wanted.length === 0 ? new Map() : await readRows(tenant, usageAccount.type, wanted);
  const packs = account.chunks.map(({ row }) => bytesOf(rows.get(row)));
  const tail = tailOf(account);
  return tail === undefined ? packs : [...packs, tail];
};

/** What an account's records become, and how it ended for those that were added. */
export interface Kept {
  readonly rated: number;
  readonly duplicates: number;
  readonly unrated: readonly Unrated[];
}

/** How an account is to be changed. */
export interface Settling {
  readonly share: AccountShare;
  /** Who a record that is kept already belongs to now; undefined where nobody any more. */
  readonly guideKept: (records: readonly KeptRecord[]) => Promise<readonly Guided[]>;
  /** Parks what cannot be rated any more, before the account forgets it. */
  readonly park: (unrated: readonly Unrated[]) => Promise<void>;
  /** Rate everything anew. @default false */
  readonly anew?: boolean;
  /** Kept records that are to go. @default - none */
  readonly without?: (record: KeptRecord) => boolean;
  readonly events?: readonly ExtraEvent[];
  /** The name of what the records came in. A batch that is taken again, after a crash, ends as it did the first time. */
  readonly batch?: string;
}

/** Puts records into rows beside the account; the rows count only once the account names them. */
const inRows = async (
  tenant: string,
  id: string,
  records: readonly KeptRecord[],
): Promise<UsageAccount['chunks']> => {
  const pieces = Array.from({ length: Math.ceil(records.length / mostInRow) }, (_, index) =>
    records.slice(index * mostInRow, (index + 1) * mostInRow),
  );
  return Promise.all(
    pieces.map(async (piece) => {
      const value = packed(piece);
      const row = derivedId('rec', id, Buffer.from(value).toString('base64'));
      await writeRow(tenant, usageAccount.type, { id, row, value });
      return { row, records: piece.length };
    }),
  );
};

const withRows = async (tenant: string, done: Settled): Promise<UsageAccount> => {
  const { account, rated, all } = done;
  const { tail, ...rest } = account;
  const before = all ? undefined : tailOf(account);
  const waiting = before === undefined ? rated : [...unpacked(before), ...rated];
  const chunks = all ? [] : account.chunks;
  if (waiting.length === 0) return { ...rest, chunks };
  const newest = waiting.length <= mostInRow ? packed(waiting) : undefined;
  if (newest !== undefined && newest.byteLength <= mostInTailBytes)
    return { ...rest, chunks, tail: Buffer.from(newest).toString('base64') };
  return { ...rest, chunks: [...chunks, ...(await inRows(tenant, account.id, waiting))] };
};

/** Whether the month before matters to these records: most tariffs let allowances lapse, and it need not be read. */
const mayCarry = ({ records }: AccountShare): boolean =>
  records.some(({ record, tariffs }) =>
    tariffs(record.at)?.tariff.allowances.some((some) =>
      some.some(({ rollover }) => rollover !== undefined),
    ),
  );

/** A new line, or all of them rated anew, begins with what the months before left. */
const carriedFor = (
  tenant: string,
  account: UsageAccount,
  { share, anew }: Settling,
): Promise<Carried> => {
  const known = new Set(account.lines.map(({ subscription }) => subscription));
  const begins = share.records.some(({ subscription }) => !known.has(subscription));
  return (begins && mayCarry(share)) || anew === true
    ? carriedInto(tenant, account.scope, account.month)
    : Promise.resolve({
        lines: new Map(account.lines.map((one) => [one.subscription, one.reading.carried])),
        pool: account.pool.carried,
      });
};

const decided = async (
  tenant: string,
  account: UsageAccount,
  settling: Settling,
): Promise<Settled> => {
  const packs = await packsOf(tenant, account);
  const without = settling.without ?? (() => false);
  const keptRecords = (): readonly KeptRecord[] =>
    packs.flatMap(unpacked).filter((one) => !without(one));
  const carried = await carriedFor(tenant, account, settling);
  const { records } = settling.share;
  if (settling.anew === true) {
    const guided = await settling.guideKept(keptRecords());
    return settledAnew(account, guided, records, carried);
  }
  const known = new Set(packs.flatMap(keysIn));
  const once = settled(account, known, records, carried, () => []);
  if (!once.all) return once;
  const guided = await settling.guideKept(keptRecords());
  const whole = await carriedInto(tenant, account.scope, account.month);
  return settled(account, known, records, whole, () => guided);
};

/** Rows that no account names any more are swept by the table itself. */
const forget = async (tenant: string, before: UsageAccount, after: UsageAccount, at: string) => {
  const named = new Set(after.chunks.map(({ row }) => row));
  const expires = epochSeconds(at, 86_400);
  await Promise.all(
    before.chunks
      .filter(({ row }) => !named.has(row))
      .map(({ row }) =>
        writeRow(tenant, usageAccount.type, { id: before.id, row, value: null }, expires),
      ),
  );
};

/** Whether any of the account's lines carries something over into the next month. */
const rollsOver = async (tenant: string, { lines }: UsageAccount): Promise<boolean> => {
  const keys = lines.map(({ tariff }) => tariff);
  const tariffs = [...(await namesFor(tenant, keys)).values()];
  return tariffs.some(({ allowances }) =>
    allowances.some(({ rollover }) => rollover !== undefined),
  );
};

const writeOf = (
  stored: Stored<UsageAccount> | undefined,
  value: UsageAccount,
  context: WriteContext,
  extra: readonly ExtraEvent[],
): Write => {
  // The records say who brought them; a trail of every batch would outgrow them.
  return stored === undefined
    ? creation(usageAccount, value, context, { extra })
    : change(usageAccount, { ...stored, changes: [] }, value, context, { extra });
};

/** Rated anew, with nothing added or taken out, and all costs as it did: there is nothing to write. */
const changesNothing = (
  before: UsageAccount,
  { account, added, unrated }: Settled,
  { anew, without, events = [] }: Settling,
): boolean =>
  anew === true &&
  without === undefined &&
  added + unrated.length + events.length === 0 &&
  account.lines.every(({ version }, index) => version === before.lines[index]?.version);

/** How many of a batch's records an account has had before. */
const takenBefore = (account: UsageAccount | undefined, batch: string | undefined): number =>
  batch !== undefined && account?.batch?.name === batch ? account.batch.records : 0;

const batchAfter = (
  before: UsageAccount | undefined,
  { added }: Settled,
  { batch }: Settling,
): Pick<UsageAccount, 'batch'> =>
  batch === undefined
    ? {}
    : { batch: { name: batch, records: takenBefore(before, batch) + added } };

/** Writes what was decided; false where another was first. */
const written = async (
  stored: Stored<UsageAccount> | undefined,
  done: Settled,
  settling: Settling,
  context: WriteContext,
): Promise<boolean> => {
  const { tenant } = context.caller;
  if (done.rated.length === 0 && !done.all) return true;
  if (stored !== undefined && changesNothing(stored.value, done, settling)) return true;
  if (done.all) await settling.park(done.unrated);
  const value = { ...(await withRows(tenant, done)), ...batchAfter(stored?.value, done, settling) };
  const carries = await rollsOver(tenant, value);
  const events = [...eventsOf(stored?.value, value, context, carries), ...(settling.events ?? [])];
  if (!(await commit(writeOf(stored, value, context, events)))) return false;
  if (done.all && stored !== undefined) await forget(tenant, stored.value, value, context.at);
  return true;
};

/** Adds a share of records to its account: one conditional write, tried again where another was first. */
export const settle = async (
  settling: Settling,
  context: WriteContext,
  preloaded?: Stored<UsageAccount>,
): Promise<Kept> => {
  const { tenant } = context.caller;
  const { scope, month, timeZone } = settling.share;
  const id = accountId(scope, month);
  let known = preloaded;
  let kept: Kept = { rated: 0, duplicates: 0, unrated: [] };
  await racing(id, async () => {
    const stored = known ?? (await read(usageAccount, tenant, id));
    known = undefined;
    const account = stored?.value ?? newAccount(scope, month, timeZone);
    const done = await decided(tenant, account, settling);
    const again = takenBefore(account, settling.batch);
    kept = {
      rated: done.added + again,
      duplicates: done.duplicates - again,
      unrated: done.unrated,
    };
    return written(stored, done, settling, context);
  });
  return kept;
};
