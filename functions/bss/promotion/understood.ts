import {
  actionTypes,
  criteriaOperators,
  criteriaParameters,
} from '../../../schemas/promotion-terms.ts';
import type { PromotionPattern } from '../../../schemas/tmf/promotion/parts.ts';
import { badRequest } from '../../kernel/problem.ts';

const decimal = /^\d+(\.\d{1,6})?$/;

const unknown = (what: string, value: string, known: readonly string[]): readonly string[] =>
  known.includes(value)
    ? []
    : [`${what}: ${value} is not understood; there is ${known.join(', ')}`];

/** A promotion that no bill could follow is refused when it is made, not noticed when nobody gets it. */
export const assertUnderstood = (patterns: readonly PromotionPattern[]): void => {
  const faults = patterns.flatMap(({ action, criteriaGroup }) => [
    ...action.flatMap(({ actionType, actionValue }) => [
      ...unknown('actionType', actionType, actionTypes),
      ...(decimal.test(actionValue ?? '') ? [] : [`actionValue: ${actionValue} is no amount`]),
    ]),
    ...criteriaGroup
      .flatMap(({ criteria }) => criteria)
      .flatMap(({ criteriaParameter, criteriaOperator }) => [
        ...unknown('criteriaParameter', criteriaParameter, criteriaParameters),
        ...unknown('criteriaOperator', criteriaOperator, criteriaOperators),
      ]),
  ]);
  if (faults.length > 0) throw badRequest(faults[0] ?? '', faults);
};
