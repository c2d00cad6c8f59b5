import * as z from 'zod';
import { extensible, reference, TimePeriod, text, whole } from '../common.ts';

/** Points at anything. */
export const EntityRef = z.strictObject({
  ...reference,
});
export type EntityRef = z.infer<typeof EntityRef>;

/** What the customer gets. */
export const PromotionAction = z.strictObject({
  ...extensible,
  id: text,
  actionType: z.string(),
  actionValue: text,
  actionEntityRef: EntityRef.optional(),
});
export type PromotionAction = z.infer<typeof PromotionAction>;

/** One condition. */
export const PromotionCriteria = z.strictObject({
  ...extensible,
  id: text,
  criteriaOperator: z.string(),
  criteriaParameter: z.string(),
  criteriaValue: z.string(),
});
export type PromotionCriteria = z.infer<typeof PromotionCriteria>;

/** Conditions that hold together, all or any. */
export const PromotionCriteriaGroup = z.strictObject({
  ...extensible,
  id: text,
  criteriaLogicalRelationship: text,
  groupName: text,
  criteria: z.array(PromotionCriteria).min(1),
});
export type PromotionCriteriaGroup = z.infer<typeof PromotionCriteriaGroup>;

/** Conditions, and what they bring. */
export const PromotionPattern = z.strictObject({
  ...extensible,
  id: text,
  criteriaGroupLogicalRelationship: text,
  description: text,
  name: text,
  priority: whole,
  action: z.array(PromotionAction).min(1),
  criteriaGroup: z.array(PromotionCriteriaGroup).min(1),
  validFor: TimePeriod.optional(),
});
export type PromotionPattern = z.infer<typeof PromotionPattern>;
