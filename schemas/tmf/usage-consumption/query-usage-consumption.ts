import * as z from 'zod';
import {
  addressable,
  flag,
  instant,
  list,
  Quantity,
  RelatedParty,
  reference,
  TimePeriod,
  text,
} from '../common.ts';
import { PartyAccountRef, ServiceRef } from '../references.ts';

/** How far a query is. */
export const TaskStateType = z.enum(['accepted', 'terminatedWithError', 'inProgress', 'done']);

/** A counter: what was used, what is left. */
export const ConsumptionSummary = z.strictObject({
  ...addressable,
  counterType: text,
  level: text,
  valueName: text,
  consumptionPeriod: TimePeriod.optional(),
  user: RelatedParty.optional(),
  value: Quantity.optional(),
});
export type ConsumptionSummary = z.infer<typeof ConsumptionSummary>;

/** A number or other resource, with what it used. */
export const UsageConsumptionLogicalResourceRef = z.strictObject({
  ...reference,
  consumptionSummary: list(ConsumptionSummary),
});

/** A product, with what it used. */
export const UsageConsumptionProductRef = z.strictObject({
  ...reference,
  consumptionSummary: list(ConsumptionSummary),
});
export type UsageConsumptionProductRef = z.infer<typeof UsageConsumptionProductRef>;

/** Points at what holds a part of a bucket back. */
export const ReserveBalanceRef = z.strictObject(reference);

/** An allowance or a prepaid bucket, and what is left in it. */
export const BucketRefOrValue = z.strictObject({
  id: text,
  href: text,
  description: text,
  isShared: flag,
  name: text,
  remainingValueName: text,
  status: text,
  usageType: text,
  bucketCounter: list(ConsumptionSummary),
  get bucketRelationship() {
    return list(BucketRelationship);
  },
  logicalResource: list(UsageConsumptionLogicalResourceRef),
  partyAccount: PartyAccountRef.optional(),
  product: list(UsageConsumptionProductRef),
  relatedParty: list(RelatedParty),
  remainingValue: Quantity.optional(),
  reserveBalance: list(ReserveBalanceRef),
  reservedValue: Quantity.optional(),
  service: list(ServiceRef),
  validFor: TimePeriod.optional(),
  '@baseType': text,
  '@schemaLocation': text,
  '@type': text,
});
export type BucketRefOrValue = z.infer<typeof BucketRefOrValue>;

/** Ties a bucket to another one. */
export const BucketRelationship = z.strictObject({
  relationshipType: z.string(),
  get bucketRefOrValue() {
    return BucketRefOrValue;
  },
  '@baseType': text,
  '@schemaLocation': text,
  '@type': text,
});

/** What was used, by whom, and what is left. */
export const UsageConsumption = z.strictObject({
  ...addressable,
  creationDate: instant,
  description: text,
  lastUpdate: instant,
  name: text,
  bucketRefOrValue: list(BucketRefOrValue),
  logicalResource: list(UsageConsumptionLogicalResourceRef),
  partyAccount: list(PartyAccountRef),
  product: list(UsageConsumptionProductRef),
  relatedParty: list(RelatedParty),
  service: list(ServiceRef),
  state: TaskStateType.optional(),
  validPeriod: TimePeriod.optional(),
});
export type UsageConsumption = z.infer<typeof UsageConsumption>;

/** TMF677. A question about what was used, and its answer. */
export const QueryUsageConsumption = z.strictObject({
  ...addressable,
  queryUsageConsumptionDate: instant,
  partyAccount: list(PartyAccountRef),
  relatedParty: list(RelatedParty),
  searchCriteria: UsageConsumption.optional(),
  usageConsumption: list(UsageConsumption),
});
export type QueryUsageConsumption = z.infer<typeof QueryUsageConsumption>;

/** What a client sends to ask. */
export const QueryUsageConsumptionCreate = QueryUsageConsumption.omit({
  id: true,
  href: true,
  usageConsumption: true,
}).required({ searchCriteria: true });
export type QueryUsageConsumptionCreate = z.infer<typeof QueryUsageConsumptionCreate>;
