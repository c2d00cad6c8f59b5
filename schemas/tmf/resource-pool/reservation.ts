import * as z from 'zod';
import { addressable, instant, list, TimePeriod, text } from '../common.ts';
import { ChannelRef } from '../references.ts';
import { RelatedEntity, RelatedPartyRef, ReservationItem, ReservationStateType } from './parts.ts';

/** TMF685. Capacity of a pool that is held for somebody. */
export const Reservation = z.strictObject({
  ...addressable,
  cancellationDate: text,
  cancellationReason: text,
  completionDate: text,
  creationDate: instant,
  description: text,
  expectedCompletionDate: text,
  requestedCompletionDate: text,
  requestedStartDate: text,
  stateChangeDate: instant,
  stateChangeReason: text,
  channel: ChannelRef.optional(),
  relatedEntity: list(RelatedEntity),
  relatedParty: list(RelatedPartyRef),
  reservationItem: list(ReservationItem),
  reservationPeriod: TimePeriod.optional(),
  state: ReservationStateType.optional(),
  validFor: TimePeriod.optional(),
});
export type Reservation = z.infer<typeof Reservation>;

/** What a client sends to create a reservation. */
export const ReservationCreate = Reservation.omit({ id: true, href: true }).extend({
  relatedParty: z.array(RelatedPartyRef).min(1),
  reservationItem: z.array(ReservationItem).min(1),
});
export type ReservationCreate = z.infer<typeof ReservationCreate>;

/** What a client may change of a reservation. */
export const ReservationUpdate = Reservation.omit({ id: true, href: true }).partial();
export type ReservationUpdate = z.infer<typeof ReservationUpdate>;
