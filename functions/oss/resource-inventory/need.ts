/** Resources of one specification that a service needs. */
export interface Need {
  readonly serviceId: string;
  readonly resourceSpecificationId: string;
  readonly name: string;
  readonly placeId?: string | undefined;
  readonly count: number;
  /** A reservation to take from first. @default - the free stock alone */
  readonly reservationId?: string | undefined;
}
