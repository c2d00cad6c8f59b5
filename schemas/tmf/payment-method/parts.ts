import * as z from 'zod';
import { addressable, text } from '../common.ts';

/** Where a way to pay is used, and the role that the place plays. */
export const RelatedPlace = z.strictObject({
  ...addressable,
  name: text,
  role: text,
  '@referredType': text,
});
