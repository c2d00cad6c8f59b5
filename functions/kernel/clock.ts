/** A point in time as TM Forum writes it: ISO 8601 in UTC with milliseconds and `Z`. */
export type Instant = string;

/** The time at an entry point; decisions get it passed in. */
export const now = (): Instant => new Date().toISOString();

/** Seconds since 1970, as DynamoDB's time to live wants it. */
export const epochSeconds = (instant: Instant, plusSeconds = 0): number =>
  Math.floor(Date.parse(instant) / 1000) + plusSeconds;

/** The moment so many milliseconds after another. */
export const later = (instant: Instant, ms: number): Instant =>
  new Date(Date.parse(instant) + ms).toISOString();

/** The later of two moments. */
export const latest = (one: Instant, other: Instant): Instant =>
  [one, other].toSorted().at(-1) ?? one;
