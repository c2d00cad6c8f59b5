import * as z from 'zod';
import { extensible, list, TimePeriod, text } from '../common.ts';

/** Hours of a day. */
export const HourPeriod = z.strictObject({
  ...extensible,
  endHour: text,
  startHour: text,
});

/** When a site is open, and when not. */
export const CalendarPeriod = z.strictObject({
  ...extensible,
  day: text,
  status: text,
  timeZone: text,
  hourPeriod: list(HourPeriod),
});

/** Ties a site to another one. */
export const GeographicSiteRelationship = z.strictObject({
  ...extensible,
  id: z.string(),
  href: text,
  relationshipType: z.string(),
  role: text,
  validFor: TimePeriod.optional(),
});
