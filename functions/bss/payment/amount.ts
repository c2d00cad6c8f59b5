import type { Money } from '../../../schemas/tmf/common.ts';
import { coinOf, microsOf } from '../../kernel/money.ts';
import { badRequest } from '../../kernel/problem.ts';

/** A positive amount of whole coins, in millionths; anything else is a 400 that names the attribute. */
export const amountOf = (
  name: string,
  money: Money | undefined,
): { readonly currency: string; readonly micros: number } => {
  const { unit = '', value = 0 } = money ?? {};
  if (!/^[A-Z]{3}$/.test(unit)) throw badRequest(`${name}.unit must be a currency, like EUR`);
  const micros = Math.round(value * 1_000_000);
  if (!(value > 0) || !Number.isSafeInteger(micros) || micros % coinOf(unit) !== 0)
    throw badRequest(`${name}.value must be more than nothing, in whole coins of ${unit}`);
  return { currency: unit, micros: microsOf(micros / 1_000_000) };
};
