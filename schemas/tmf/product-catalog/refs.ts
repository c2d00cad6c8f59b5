import * as z from 'zod';
import { reference, text } from '../common.ts';

/** Points at a category. */
export const CategoryRef = z.strictObject({
  ...reference,
  version: text,
});

/** Points at a market segment. */
export const MarketSegmentRef = z.strictObject(reference);

/** Points at a place. */
export const PlaceRef = z.strictObject(reference);

/** Points at a service level agreement. */
export const SLARef = z.strictObject(reference);
