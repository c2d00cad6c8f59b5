import * as z from 'zod';
import {
  extensible,
  instant,
  list,
  PlaceRefOrValue,
  reference,
  TimePeriod,
  text,
  whole,
} from '../common.ts';

/** When a capacity counts. */
export const ApplicableTimePeriod = z.strictObject({
  ...extensible,
  dayOfWeek: text,
  rangeInterval: text,
  fromToDateTime: TimePeriod.optional(),
  validFor: TimePeriod.optional(),
});

/** An amount of capacity, or a range of it. */
export const CapacityAmount = z.strictObject({
  ...extensible,
  capacityAmount: text,
  capacityAmountFrom: text,
  capacityAmountTo: text,
  rangeInterval: text,
});

/** Points at what a capacity is measured by. */
export const CapacitySpecRef = z.strictObject(reference);

/** Points at a capacity. */
export const CapacityRef = z.strictObject(reference);

/** How much a pool holds, or how much is asked of it. */
export const Capacity = z.strictObject({
  ...extensible,
  plannedOrActualCapacity: text,
  applicableTimePeriod: list(ApplicableTimePeriod),
  capacityAmount: CapacityAmount.optional(),
  capacitySpec: CapacitySpecRef.optional(),
  place: PlaceRefOrValue.optional(),
  relatedCapacity: list(CapacityRef),
});
export type Capacity = z.infer<typeof Capacity>;

/** Anything else that a reservation concerns, and its role. */
export const RelatedEntity = z.strictObject({
  ...reference,
  role: z.string(),
  '@referredType': z.string(),
});

/** A party and the role that it plays in a reservation. */
export const RelatedPartyRef = z.strictObject({
  ...reference,
  role: text,
});

/** What a line does to the capacity that is held. */
export const ReservationItemActionType = z.enum(['add', 'modify', 'delete', 'noChange']);

/** Where one line of a reservation is in its life. */
export const ReservationItemStateType = z.enum([
  'acknowledged',
  'rejected',
  'pending',
  'held',
  'inProgress',
  'cancelled',
  'completed',
  'failed',
  'partial',
  'assessingCancellation',
  'pendingCancellation',
]);
export type ReservationItemStateType = z.infer<typeof ReservationItemStateType>;

/** One line of a reservation. */
export const ReservationItem = z.strictObject({
  ...extensible,
  id: text,
  quantity: whole,
  stateChangeDate: instant,
  stateChangeReason: text,
  action: ReservationItemActionType.optional(),
  appliedCapacity: Capacity.optional(),
  capacityDemand: Capacity.optional(),
  relatedEntity: list(RelatedEntity),
  relatedParty: list(RelatedPartyRef),
  reservationPeriod: TimePeriod.optional(),
  state: ReservationItemStateType.optional(),
  validFor: TimePeriod.optional(),
});
export type ReservationItem = z.infer<typeof ReservationItem>;

/** Where a reservation is in its life. */
export const ReservationStateType = z.enum([
  'acknowledged',
  'rejected',
  'pending',
  'held',
  'inProgress',
  'cancelled',
  'completed',
  'failed',
  'partial',
  'assessingCancellation',
  'pendingCancellation',
]);
export type ReservationStateType = z.infer<typeof ReservationStateType>;
