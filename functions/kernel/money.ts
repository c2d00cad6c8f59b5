/**
 * Money is a whole number of millionths of its currency's unit: exact up to 9 thousand million units, and quick. TM Forum's
 * `{ unit, value }` is made of it only where a body is written.
 */

/** How a value between two steps is decided; `halfUp` goes away from zero, as tax offices have it. */
export type Rounding = 'halfUp' | 'halfEven' | 'up' | 'down';

const perUnit = 1_000_000;
const decimal = /^(-?)(\d+)(?:\.(\d{1,6}))?$/;

const exact = (micros: number): number => {
  if (Number.isSafeInteger(micros)) return micros === 0 ? 0 : micros;
  throw new RangeError(`${micros} millionths are more than can be counted exactly`);
};

/** Millionths from a decimal such as `12.5` or `'0.000001'`. Throws a RangeError at more than six decimals. */
export const microsOf = (value: number | string): number => {
  const parts = decimal.exec(String(value));
  if (parts === null)
    throw new RangeError(`${value} is not a decimal with at most six digits after the point`);
  const [, sign, whole, fraction = ''] = parts;
  const micros = Number(whole) * perUnit + Number(fraction.padEnd(6, '0'));
  return exact(sign === '-' ? -micros : micros);
};

/** The decimal that a body shows, such as 12.5. The nearest double prints as exactly that decimal. */
export const decimalOf = (micros: number): number => exact(micros) / perUnit;

/** The sum, exact or a RangeError. */
export const sum = (amounts: readonly number[]): number => {
  let total = 0;
  for (const one of amounts) total += one;
  return exact(total);
};

const magnitude = (value: bigint): bigint => (value < 0n ? -value : value);

/** Whether a quotient goes up in size, by how twice its rest stands to the divisor (-1, 0, 1) and whether it is odd. */
const awayFromZero: Record<Rounding, (half: number, isOdd: boolean) => boolean> = {
  up: () => true,
  down: () => false,
  halfUp: (half) => half >= 0,
  halfEven: (half, isOdd) => half > 0 || (half === 0 && isOdd),
};

const divided = (dividend: bigint, divisor: bigint, rounding: Rounding): bigint => {
  const quotient = dividend / divisor;
  const rest = magnitude(dividend % divisor);
  if (rest === 0n) return quotient;
  const [twice, whole] = [rest * 2n, magnitude(divisor)];
  const half = Number(twice > whole) - Number(twice < whole);
  if (!awayFromZero[rounding](half, quotient % 2n !== 0n)) return quotient;
  return dividend < 0n === divisor < 0n ? quotient + 1n : quotient - 1n;
};

/** The same for what numbers count exactly, ten times as quick: the rest of a division of whole numbers is exact. */
const dividedInNumbers = (dividend: number, divisor: number, rounding: Rounding): number => {
  const rest = dividend % divisor;
  const quotient = (dividend - rest) / divisor;
  if (rest === 0) return quotient;
  const half = Math.sign(Math.abs(rest) * 2 - Math.abs(divisor));
  if (!awayFromZero[rounding](half, quotient % 2 !== 0)) return quotient;
  return dividend < 0 === divisor < 0 ? quotient + 1 : quotient - 1;
};

const areExact = (one: number, other: number, product: number, divisor: number): boolean =>
  Number.isSafeInteger(product) &&
  Number.isSafeInteger(one) &&
  Number.isSafeInteger(other) &&
  Number.isSafeInteger(divisor) &&
  divisor !== 0;

/** `micros * numerator / denominator`, rounded once to a millionth: a proration, a percentage, a tax. */
export const share = (
  micros: number,
  numerator: number,
  denominator: number,
  rounding: Rounding = 'halfUp',
): number => {
  const product = micros * numerator;
  if (areExact(micros, numerator, product, denominator))
    return exact(dividedInNumbers(product, denominator, rounding));
  return exact(Number(divided(BigInt(micros) * BigInt(numerator), BigInt(denominator), rounding)));
};

/** The nearest multiple of `stepMicros`: 10,000 for cents, 50,000 for five-cent cash. */
export const rounded = (
  micros: number,
  stepMicros: number,
  rounding: Rounding = 'halfUp',
): number =>
  areExact(micros, 1, micros, stepMicros)
    ? exact(dividedInNumbers(micros, stepMicros, rounding) * stepMicros)
    : exact(Number(divided(BigInt(micros), BigInt(stepMicros), rounding)) * stepMicros);

/**
 * Parts in the proportion of `weights` that add up to the whole exactly, each a multiple of `stepMicros`: what rounding
 * leaves goes to the largest remainders, the first of equals.
 */
export const split = (
  micros: number,
  weights: readonly number[],
  stepMicros = 1,
): readonly number[] => {
  const total = BigInt(sum(weights));
  if (total <= 0n || weights.some((weight) => weight < 0))
    throw new RangeError('weights are at least zero, and one is more');
  if (micros % stepMicros !== 0) throw new RangeError(`${micros} is no multiple of ${stepMicros}`);
  const steps = BigInt(micros / stepMicros);
  const shares = weights.map((weight, index) => {
    const wanted = steps * BigInt(weight);
    return { index, whole: wanted / total, rest: magnitude(wanted % total) };
  });
  let left = magnitude(shares.reduce((rest, { whole }) => rest - whole, steps));
  const step = steps < 0n ? -1n : 1n;
  const parts = shares.map(({ whole }) => whole);
  const byRest = shares.toSorted((a, b) => (a.rest < b.rest ? 1 : a.rest > b.rest ? -1 : 0));
  for (const { index, whole } of byRest) {
    if (left === 0n) break;
    parts[index] = whole + step;
    left -= 1n;
  }
  return parts.map((part) => exact(Number(part) * stepMicros));
};

/** Millionths of the smallest coin of a currency: 10,000 for EUR, 1,000,000 for JPY. */
export const coinOf = (currency: string): number => {
  const { maximumFractionDigits = 2 } = new Intl.NumberFormat('en', {
    style: 'currency',
    currency,
  }).resolvedOptions();
  return perUnit / 10 ** maximumFractionDigits;
};
