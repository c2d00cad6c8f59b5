import { share } from '../../../kernel/money.ts';
import type { BilledAccount, Subscription } from './account.ts';
import type { Calendar, Month } from './calendar.ts';
import type { BilledWindow, Carry } from './carry.ts';
import type { Segment } from './history.ts';
import { segmentsOf } from './history.ts';
import type { Charge, Stretch } from './line.ts';
import type { Price, PriceBook, PriceVersion } from './price-book.ts';
import { holds, lineName, pricesOf } from './price-book.ts';

/** The cycle that a bill closes: arrears up to `toMs`, advance up to `nextMs`. */
export interface Cycle {
  readonly month: Month;
  readonly fromMs: number;
  readonly toMs: number;
  readonly nextMs: number;
}

/** Charges of this many earlier cycles are put right; older ones stand. */
export const repairedCycles = 2;

export interface RecurringContext {
  readonly account: BilledAccount;
  readonly book: PriceBook;
  readonly calendar: Calendar;
  readonly cycle: Cycle;
  readonly carry: Carry;
}

interface Context extends RecurringContext {
  /** When each product's first cycle began. */
  readonly firstMonths: ReadonlyMap<string, Month>;
}

/** A stretch in which one version of one price holds for a product. */
interface Piece {
  readonly segment: Segment;
  readonly price: Price;
  readonly version: PriceVersion;
  readonly fromMs: number;
  readonly toMs: number;
}

const forever = Number.MAX_SAFE_INTEGER;

const piecesOf = (segment: Segment, price: Price): readonly Piece[] => {
  const end = segment.toMs ?? forever;
  return price.versions.flatMap((version, index) => {
    const fromMs = Math.max(segment.fromMs, index === 0 ? 0 : version.fromMs);
    const toMs = Math.min(end, price.versions[index + 1]?.fromMs ?? forever);
    const counts = version.type === 'recurring' && fromMs < toMs && holds(version, segment.facts);
    return counts ? [{ segment, price, version, fromMs, toMs }] : [];
  });
};

/** The first month of the window that a month is in: windows of several months begin with the product. */
const windowMonth = (month: Month, first: Month, months: number): Month =>
  first + Math.floor((month - first) / months) * months;

/** True where the bill of this cycle charges the window: ahead, or after it has passed or the product has ended. */
const isDue = ({ version, toMs }: Piece, window: Stretch, { toMs: cycleEnd }: Cycle): boolean =>
  version.mode === 'advance'
    ? window[0] <= cycleEnd
    : window[1] <= cycleEnd || (toMs < window[1] && toMs <= cycleEnd);

interface Opened {
  readonly fromMonth: Month;
  readonly firstMonth: Month;
}

/** The part of a window's price up to a moment: what parts of it cost adds up to the whole, however it is split. */
const upTo = (unitMicros: number, [fromMs, toMs]: Stretch, atMs: number): number =>
  share(unitMicros, atMs - fromMs, toMs - fromMs);

/** What is charged of a window for the stretches of it that were held. */
export const amountFor = (unitMicros: number, window: Stretch, held: readonly Stretch[]): number =>
  held.reduce(
    (total, [from, to]) => total + upTo(unitMicros, window, to) - upTo(unitMicros, window, from),
    0,
  );

const joined = (held: readonly Stretch[], next: Stretch): readonly Stretch[] => {
  const last = held.at(-1);
  return last !== undefined && last[1] === next[0]
    ? [...held.slice(0, -1), [last[0], next[1]]]
    : [...held, next];
};

const isSame = (one: BilledWindow, other: BilledWindow): boolean =>
  one.window[0] === other.window[0] && one.item === other.item && one.price === other.price;

/** What is due of a product, window by window. A product has few, so that looking through them beats any index. */
type Due = BilledWindow[];

/** Adds a window, or more of one that is there: another part of it had the same price. */
const add = (due: Due, fresh: BilledWindow, held: Stretch): void => {
  const index = due.findIndex((one) => isSame(one, fresh));
  const before = due[index];
  if (before === undefined) due.push(fresh);
  else due[index] = { ...before, held: joined(before.held, held) };
};

/** Adds what a piece is charged for to the windows that it touches. */
const addPiece = (
  due: Due,
  product: string,
  piece: Piece,
  { calendar, account, cycle }: Context,
  { fromMonth, firstMonth }: Opened,
): void => {
  const { version, price, segment } = piece;
  if (version.months === 0)
    throw new RangeError(`${version.name}: its period cannot be billed in monthly cycles`);
  const { timeZone, cycleDay } = account.terms;
  const from = Math.max(fromMonth, calendar.monthOf(timeZone, cycleDay, piece.fromMs));
  const name = lineName(segment.name, version.name);
  let month = windowMonth(from, firstMonth, version.months);
  let start = calendar.start(timeZone, cycleDay, month);
  for (; month <= cycle.month + 1; month += version.months) {
    const end = calendar.start(timeZone, cycleDay, month + version.months);
    const window: Stretch = [start, end];
    start = end;
    if (piece.toMs <= window[0]) break;
    if (end <= piece.fromMs || !isDue(piece, window, cycle)) continue;
    const isWhole = piece.fromMs <= window[0] && piece.toMs >= end;
    const held: Stretch = isWhole
      ? window
      : [Math.max(piece.fromMs, window[0]), Math.min(piece.toMs, end)];
    add(
      due,
      {
        product,
        price: price.id,
        item: version.item,
        version: version.version,
        name,
        offering: segment.offering,
        taxCategory: version.taxCategory,
        unitMicros: version.micros,
        window,
        held: [held],
        micros: 0,
      },
      held,
    );
  }
};

/** All that a product owes by now, window by window, as far back as it is put right. */
const dueOf = ({ id }: Subscription, segments: readonly Segment[], context: Context): Due => {
  const due: Due = [];
  const { carry, book, firstMonths } = context;
  const firstMonth = firstMonths.get(id) ?? carry.month;
  const fromMonth = carry.products.includes(id) ? carry.month - repairedCycles : firstMonth;
  for (const segment of segments)
    for (const price of pricesOf(book, segment.offering))
      for (const piece of piecesOf(segment, price))
        addPiece(due, id, piece, context, { fromMonth, firstMonth });
  return due;
};

const sameStretches = (one: readonly Stretch[], other: readonly Stretch[]): boolean =>
  one.length === other.length &&
  one.every(([from, to], index) => from === other[index]?.[0] && to === other[index]?.[1]);

/** What of `all` is not in `taken`, from the first moment that differs to the last. */
const differing = (one: readonly Stretch[], other: readonly Stretch[]): Stretch | undefined => {
  const ends = [...one, ...other];
  const [first, last] = [ends[0], ends.at(-1)];
  if (first === undefined || last === undefined) return undefined;
  if (one.length !== 1 || other.length !== 1) return [first[0], last[1]];
  const [[a, b] = first, [c, d] = first] = [one[0], other[0]];
  if (a === c) return [Math.min(b, d), Math.max(b, d)];
  if (b === d) return [Math.min(a, c), Math.max(a, c)];
  return [Math.min(a, c), Math.max(b, d)];
};

/** Cycles from the product's first to the window's; a product that never was has none. */
const ageOf = ({ product, window }: BilledWindow, context: Context): number => {
  const { account, calendar, firstMonths } = context;
  const { timeZone, cycleDay } = account.terms;
  const month = calendar.monthOf(timeZone, cycleDay, window[0]);
  return month - (firstMonths.get(product) ?? month);
};

const chargeOf = (
  now: BilledWindow,
  before: BilledWindow | undefined,
  context: Context,
): Charge => {
  const billed = before?.micros ?? 0;
  const { cycle } = context;
  const period =
    before === undefined ? now.held[0] : (differing(now.held, before.held) ?? now.window);
  return {
    name: now.name,
    product: now.product,
    offering: now.offering,
    period: period ?? [cycle.fromMs, cycle.toMs],
    age: ageOf(now, context),
    micros: now.micros - billed,
    taxCategory: now.taxCategory,
    why: {
      rule: 'recurring',
      price: now.price,
      version: now.version,
      unitMicros: now.unitMicros,
      window: now.window,
      held: now.held,
      entitledMicros: now.micros,
      billedMicros: billed,
      billedFor: before?.held ?? [],
    },
  };
};

/** A product and what it was. */
export type History = readonly [Subscription, readonly Segment[]];

export interface Recurring {
  readonly charges: readonly Charge[];
  readonly windows: readonly BilledWindow[];
}

/** What was billed and is still put right, by product; each is taken out as it is found due again. */
const recentOf = (
  { windows }: Carry,
  repairedFrom: () => number,
): ReadonlyMap<string, (BilledWindow | undefined)[]> => {
  const recent = new Map<string, (BilledWindow | undefined)[]>();
  if (windows.length === 0) return recent;
  const fromMs = repairedFrom();
  for (const one of windows) {
    if (one.window[1] <= fromMs) continue;
    const ofProduct = recent.get(one.product);
    if (ofProduct === undefined) recent.set(one.product, [one]);
    else ofProduct.push(one);
  }
  return recent;
};

/** Takes out what was billed of a window. */
const taken = (
  billed: (BilledWindow | undefined)[] | undefined,
  now: BilledWindow,
): BilledWindow | undefined => {
  const index = billed?.findIndex((one) => one !== undefined && isSame(one, now)) ?? -1;
  const found = billed?.[index];
  if (billed !== undefined && found !== undefined) billed[index] = undefined;
  return found;
};

/** What was billed and is no longer due at all. */
const givenBack = (
  before: ReadonlyMap<string, readonly (BilledWindow | undefined)[]>,
  context: Context,
): readonly Charge[] =>
  [...before.values()]
    .flat()
    .flatMap((gone) =>
      gone === undefined || gone.micros === 0
        ? []
        : [chargeOf({ ...gone, held: [], micros: 0 }, gone, context)],
    );

/**
 * What products cost by time. All that is owed by the end of the cycle is worked out anew from their history, and what
 * earlier bills charged is taken off: a change, a cease or a late event puts right what was charged ahead.
 */
export const recurringOf = (given: RecurringContext, histories: readonly History[]): Recurring => {
  const { account, calendar, carry } = given;
  const { timeZone, cycleDay } = account.terms;
  const firstMonths = new Map(
    histories.flatMap(([{ id }, [first]]) =>
      first === undefined ? [] : [[id, calendar.monthOf(timeZone, cycleDay, first.fromMs)]],
    ),
  );
  const context = { ...given, firstMonths };
  const before = recentOf(carry, () =>
    calendar.start(timeZone, cycleDay, carry.month - repairedCycles),
  );
  const charges: Charge[] = [];
  const windows: BilledWindow[] = [];
  for (const [subscription, segments] of histories) {
    const recent = before.get(subscription.id);
    for (const one of dueOf(subscription, segments, context)) {
      const billed = taken(recent, one);
      const same = billed !== undefined && sameStretches(billed.held, one.held);
      const now = same
        ? billed
        : { ...one, micros: amountFor(one.unitMicros, one.window, one.held) };
      windows.push(now);
      if (!same) charges.push(chargeOf(now, billed, context));
    }
  }
  return { charges: [...charges, ...givenBack(before, context)], windows };
};

/** The products with their histories, read once for all rules. */
export const historiesOf = (account: BilledAccount): readonly History[] =>
  account.subscriptions.map((one) => [one, segmentsOf(one)]);
