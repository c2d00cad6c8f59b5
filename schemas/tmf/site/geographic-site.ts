import * as z from 'zod';
import { addressable, list, PlaceRefOrValue, RelatedParty, text } from '../common.ts';
import { CalendarPeriod, GeographicSiteRelationship } from './parts.ts';

/** TMF674. A site: a place with a purpose, a calendar and people. */
export const GeographicSite = z.strictObject({
  ...addressable,
  code: text,
  description: text,
  name: text,
  status: text,
  calendar: list(CalendarPeriod),
  place: list(PlaceRefOrValue),
  relatedParty: list(RelatedParty),
  siteRelationship: list(GeographicSiteRelationship),
});
export type GeographicSite = z.infer<typeof GeographicSite>;

/** What a client sends to create a geographic site. */
export const GeographicSiteCreate = GeographicSite.omit({ id: true, href: true });
export type GeographicSiteCreate = z.infer<typeof GeographicSiteCreate>;

/** What a client may change of a geographic site. */
export const GeographicSiteUpdate = GeographicSiteCreate.partial();
export type GeographicSiteUpdate = z.infer<typeof GeographicSiteUpdate>;
