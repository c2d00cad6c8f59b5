import type { Rounding } from '../../../kernel/money.ts';
import { share } from '../../../kernel/money.ts';
import type { CompiledRate, PriceStep } from './compile.ts';

/** What so many units count as: each started increment whole. Closed form: a day costs what a second costs. */
export const billedUnits = (increments: CompiledRate['increments'], units: number): number => {
  if (units <= 0) return 0;
  let index = increments.length - 1;
  while (index > 0 && (increments[index]?.from ?? 0) >= units) index -= 1;
  const { from, step } = increments[index] ?? { from: 0, step: 1 };
  return from + Math.ceil((units - from) / step) * step;
};

/** `micros * units`, per `per` units, in millionths; exact also where the product is not. */
const priced = (micros: number, units: number, per: number): Fraction => {
  const product = micros * units;
  if (Number.isSafeInteger(product)) return { whole: 0, rest: product, per };
  const whole = Number((BigInt(micros) * BigInt(units)) / BigInt(per));
  return { whole, rest: Number((BigInt(micros) * BigInt(units)) % BigInt(per)), per };
};

/** An exact amount: `whole + rest / per` millionths. */
export interface Fraction {
  readonly whole: number;
  readonly rest: number;
  readonly per: number;
}

/** The price of the units between two points of a line of price steps, each at its own step's price. */
const overSteps = (
  steps: readonly PriceStep[],
  per: number,
  from: number,
  to: number,
): Fraction => {
  const [only] = steps;
  if (steps.length === 1 && only !== undefined) return priced(only.micros, to - from, per);
  let whole = 0;
  let rest = 0;
  for (let index = 0; index < steps.length; index += 1) {
    const step = steps[index];
    if (step === undefined || step.from >= to) break;
    const end = Math.min(to, steps[index + 1]?.from ?? to);
    const start = Math.max(from, step.from);
    if (end <= start) continue;
    const part = priced(step.micros, end - start, per);
    whole += part.whole;
    rest += part.rest;
  }
  return { whole, rest, per };
};

/** All units at the price of the tier that they reach. */
const volume = ({ steps, per }: CompiledRate, units: number): Fraction => {
  let index = steps.length - 1;
  while (index > 0 && (steps[index]?.from ?? 0) >= units) index -= 1;
  return priced(steps[index]?.micros ?? 0, units, per);
};

const packages = ({ steps, packageSize }: CompiledRate, units: number): number => {
  const [{ from = 0, micros = 0 } = {}] = steps;
  return Math.ceil(Math.max(0, units - from) / packageSize) * micros;
};

/**
 * What the units between two points cost: points of the call where the rate looks at the call, else points of the line's
 * counter in the period. Each model is a function of the point, so that parts of any split add up to the whole.
 */
export const costBetween = (rate: CompiledRate, from: number, to: number): Fraction => {
  switch (rate.model) {
    case 'call':
    case 'graduated':
      return overSteps(rate.steps, rate.per, from, to);
    case 'volume': {
      const [before, after] = [volume(rate, from), volume(rate, to)];
      return {
        whole: after.whole - before.whole,
        rest: after.rest - before.rest,
        per: rate.per,
      };
    }
    case 'package':
      return { whole: packages(rate, to) - packages(rate, from), rest: 0, per: 1 };
  }
};

/** The nearest step of a fraction, in millionths. Small amounts are divided as they are, large ones without loss. */
export const roundedTo = (
  { whole, rest, per }: Fraction,
  stepMicros: number,
  rounding: Rounding,
): number => {
  if (rounding !== 'halfUp' || stepMicros !== 1)
    return roundedExactly(whole, rest, per, stepMicros, rounding);
  const quotient = Math.trunc(rest / per);
  const left = rest - quotient * per;
  if (Math.abs(left) * 2 < per) return whole + quotient;
  return whole + quotient + (left > 0 ? 1 : -1);
};

const roundedExactly = (
  whole: number,
  rest: number,
  per: number,
  stepMicros: number,
  rounding: Rounding,
): number => {
  const numerator = whole * per + rest;
  if (Number.isSafeInteger(numerator))
    return share(numerator, 1, per * stepMicros, rounding) * stepMicros;
  if (stepMicros === 1) return whole + share(rest, 1, per, rounding);
  // Too large for one number: doubled, the whole leaves room to say that there is a rest.
  return share(2 * whole + Math.sign(rest), 1, 2 * stepMicros, rounding) * stepMicros;
};
