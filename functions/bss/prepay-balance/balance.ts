/** What a bucket holds, in whole units: millionths of money, else seconds, bytes, messages. */
export interface Balance {
  /** What can be used or reserved now. Never below zero. */
  readonly available: number;
  /** What is held back for sessions that are under way. Never below zero. */
  readonly reserved: number;
  /** What was there after the last top-up: thresholds are shares of it. */
  readonly full: number;
  /** The thresholds that were told since then. */
  readonly told: readonly number[];
}

export const empty: Balance = { available: 0, reserved: 0, full: 0, told: [] };

/** One side of a movement. The sides of a movement add up to zero. */
export interface Posting {
  readonly account: string;
  readonly amount: number;
}

/** What a movement makes of a bucket, with both sides of the ledger, and thresholds that it passed. */
export interface Moved {
  readonly balance: Balance;
  readonly postings: readonly Posting[];
  readonly thresholds: readonly number[];
}

/** Percent used at which a customer is told, once between two top-ups. */
const tellAt = [50, 80, 100] as const;

const available = (bucket: string): string => `bucket:${bucket}:available`;
const reserved = (bucket: string): string => `bucket:${bucket}:reserved`;

const passed = ({ available: left, reserved: held, full, told }: Balance): readonly number[] =>
  full === 0
    ? []
    : tellAt.filter(
        (percent) => !told.includes(percent) && (full - left - held) * 100 >= percent * full,
      );

const posted = (
  from: string,
  to: string,
  amount: number,
  balance: Balance,
  thresholds: readonly number[] = [],
): Moved => ({
  balance: { ...balance, told: [...balance.told, ...thresholds] },
  postings: [
    { account: from, amount: -amount },
    { account: to, amount },
  ],
  thresholds,
});

const fits = (...amounts: readonly number[]): boolean =>
  amounts.every((amount) => Number.isSafeInteger(amount) && amount >= 0);

/** Puts value in, from a source such as `topup`; thresholds are told anew. */
export const putIn = (
  bucket: string,
  before: Balance,
  amount: number,
  source: string,
): Moved | undefined => {
  const left = before.available + amount;
  if (!fits(left)) return undefined;
  const balance = { ...before, available: left, full: left + before.reserved, told: [] };
  return posted(source, available(bucket), amount, balance);
};

/** Takes value out, to a destination such as `usage`; undefined where there is not enough. */
export const takeOut = (
  bucket: string,
  before: Balance,
  amount: number,
  destination: string,
): Moved | undefined => {
  const left = before.available - amount;
  if (!fits(left)) return undefined;
  const balance = { ...before, available: left };
  return posted(available(bucket), destination, amount, balance, passed(balance));
};

/** Holds value back; undefined where there is not enough. */
export const reserve = (bucket: string, before: Balance, amount: number): Moved | undefined => {
  const left = before.available - amount;
  if (!fits(left)) return undefined;
  return posted(available(bucket), reserved(bucket), amount, {
    ...before,
    available: left,
    reserved: before.reserved + amount,
  });
};

/** Uses a part of what was held back, and gives the rest free again. */
export const settleReserved = (
  bucket: string,
  before: Balance,
  held: number,
  used: number,
): Moved | undefined => {
  if (!fits(before.reserved - held, held - used)) return undefined;
  const balance = {
    ...before,
    available: before.available + held - used,
    reserved: before.reserved - held,
  };
  const thresholds = used === 0 ? [] : passed(balance);
  return {
    balance: { ...balance, told: [...balance.told, ...thresholds] },
    postings: [
      { account: reserved(bucket), amount: -held },
      { account: 'usage', amount: used },
      { account: available(bucket), amount: held - used },
    ].filter(({ amount }) => amount !== 0),
    thresholds,
  };
};

/** What the ledger says that a bucket holds. */
export const balanceIn = (
  bucket: string,
  postings: readonly Posting[],
): Pick<Balance, 'available' | 'reserved'> => {
  const sumOf = (account: string): number =>
    postings
      .filter((one) => one.account === account)
      .reduce((total, { amount }) => total + amount, 0);
  return { available: sumOf(available(bucket)), reserved: sumOf(reserved(bucket)) };
};
