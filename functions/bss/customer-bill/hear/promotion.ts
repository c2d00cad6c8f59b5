import * as z from 'zod';
import { microsOf } from '../../../kernel/money.ts';
import type { Promotion } from '../engine/discount.ts';
import type { PromotionRow } from '../kept/billed-catalogue.ts';

const Period = z.looseObject({
  startDateTime: z.string().optional(),
  endDateTime: z.string().optional(),
});
const Criterion = z.looseObject({
  criteriaParameter: z.string(),
  criteriaOperator: z.string(),
  criteriaValue: z.string(),
});

/** What billing takes of TMF671's promotion. */
const Heard = z.looseObject({
  id: z.string(),
  name: z.string().optional(),
  lifecycleStatus: z.string().optional(),
  validFor: Period.optional(),
  pattern: z
    .array(
      z.looseObject({
        name: z.string().optional(),
        priority: z.int().optional(),
        criteriaGroupLogicalRelationship: z.string().optional(),
        validFor: Period.optional(),
        action: z.array(
          z.looseObject({
            actionType: z.string(),
            actionValue: z.string().optional(),
            actionEntityRef: z.looseObject({ id: z.string() }).optional(),
          }),
        ),
        criteriaGroup: z.array(
          z.looseObject({
            criteriaLogicalRelationship: z.string().optional(),
            criteria: z.array(Criterion),
          }),
        ),
      }),
    )
    .optional(),
});
type Heard = z.infer<typeof Heard>;

export const PromotionHeard = z.object({ promotion: Heard });

const released = 'release';
const lastPriority = 1_000;
const hundredthsPerPercent = 100;
const isAny = (relationship: string | undefined): boolean => relationship?.toLowerCase() === 'or';

const patternsOf = (heard: Heard): readonly Promotion[] =>
  (heard.pattern ?? []).flatMap((pattern) => {
    const valid = pattern.validFor ?? heard.validFor;
    const common = {
      id: heard.id,
      name: pattern.name ?? heard.name ?? heard.id,
      priority: pattern.priority ?? lastPriority,
      fromMs: valid?.startDateTime === undefined ? 0 : Date.parse(valid.startDateTime),
      ...(valid?.endDateTime !== undefined && { toMs: Date.parse(valid.endDateTime) }),
      any: isAny(pattern.criteriaGroupLogicalRelationship),
      groups: pattern.criteriaGroup.map(({ criteriaLogicalRelationship, criteria }) => ({
        any: isAny(criteriaLogicalRelationship),
        criteria: criteria.map((one) => ({
          parameter: one.criteriaParameter,
          operator: one.criteriaOperator,
          value: one.criteriaValue,
        })),
      })),
    };
    return pattern.action.map(({ actionType, actionValue, actionEntityRef }) => ({
      ...common,
      ...(actionEntityRef !== undefined && { offering: actionEntityRef.id }),
      ...(actionType === 'fixedDiscount'
        ? { fixedMicros: microsOf(actionValue ?? '0') }
        : { hundredths: Math.round(Number(actionValue ?? 0) * hundredthsPerPercent) }),
    }));
  });

/** Takes a promotion as it is now; only a released one counts. */
export const hearPromotion = (
  before: PromotionRow | undefined,
  heard: Heard,
  item: number,
): PromotionRow => {
  if (before !== undefined && before.item >= item) return before;
  return {
    id: heard.id,
    '@type': 'BilledPromotion',
    item,
    patterns: heard.lifecycleStatus === released ? patternsOf(heard) : [],
  };
};
