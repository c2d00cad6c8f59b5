import { setTimeout as pause } from 'node:timers/promises';
import { Transient } from '../../../kernel/problem.ts';
import type { Write } from '../../../kernel/table/store.ts';
import { change, commitAll, creation, read } from '../../../kernel/table/store.ts';
import type { Stored, WriteContext } from '../../../kernel/table/stored.ts';
import {
  billNumberSeries,
  billRunChunk,
  type SeriesRow,
  type TakenNumbers,
} from '../kept/run-rows.ts';
import type { Issuer } from './world.ts';

const numberDigits = 9;

/** A number as a bill shows it. */
export const numbered = (prefix: string, last: number): string =>
  `${prefix}${String(last).padStart(numberDigits, '0')}`;

/** The write that moves a series on; another that took numbers meanwhile makes it fail. */
export const seriesWrite = (
  stored: Stored<SeriesRow> | undefined,
  entity: string,
  last: number,
  context: WriteContext,
): Write => {
  const value = { id: entity, '@type': billNumberSeries.type, last };
  return stored === undefined
    ? creation(billNumberSeries, value, context)
    : change(billNumberSeries, stored, value, context);
};

/** The account's number among those that were taken. */
export const numbersOf = (taken: readonly TakenNumbers[]): ReadonlyMap<string, string> =>
  new Map(
    taken.flatMap(({ prefix, first, accounts }) =>
      accounts.map((account, index): [string, string] => [
        account,
        numbered(prefix, first + index),
      ]),
    ),
  );

/** An account whose bill is to have the next number. */
export interface ToNumber {
  readonly account: { readonly id: string };
  readonly issuer: Issuer;
}

const takenFrom = async (
  bills: readonly ToNumber[],
  context: WriteContext,
): Promise<{ readonly numbers: readonly TakenNumbers[]; readonly writes: readonly Write[] }> => {
  const numbers: TakenNumbers[] = [];
  const writes: Write[] = [];
  for (const [issuer, own] of Map.groupBy(bills, (one) => one.issuer)) {
    const stored = await read(billNumberSeries, context.caller.tenant, issuer.id);
    const last = stored?.value.last ?? 0;
    const accounts = own.map(({ account }) => account.id);
    numbers.push({ entity: issuer.id, prefix: issuer.numberPrefix, first: last + 1, accounts });
    writes.push(seriesWrite(stored, issuer.id, last + accounts.length, context));
  }
  return { numbers, writes };
};

const mostRaces = 20;
const pauseMs = 10;

/** False where another transaction was in the way. */
const isCommitted = async (writes: readonly Write[]): Promise<boolean> => {
  try {
    return (await commitAll(writes)).committed;
  } catch (error) {
    if (error instanceof Transient) return false;
    throw error;
  }
};

/**
 * Takes the numbers of a chunk's bills, once: what was taken for it before, by a step that crashed or still runs, is
 * answered again. No number is lost, since its chunk says whose it is.
 */
export const takeNumbers = async (
  chunkId: string,
  bills: readonly ToNumber[],
  context: WriteContext,
): Promise<readonly TakenNumbers[]> => {
  if (bills.length === 0) return [];
  for (let race = 0; race < mostRaces; race += 1) {
    if (race > 0) await pause(pauseMs * race);
    const before = await read(billRunChunk, context.caller.tenant, chunkId);
    if (before !== undefined) return before.value.numbers;
    const { numbers, writes } = await takenFrom(bills, context);
    const chunk = { id: chunkId, '@type': billRunChunk.type, numbers };
    if (await isCommitted([creation(billRunChunk, chunk, context), ...writes])) return numbers;
  }
  throw new Transient(`numbers for ${chunkId} were taken ${mostRaces} times meanwhile`);
};
