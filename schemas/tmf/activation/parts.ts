import * as z from 'zod';
import { extensible, text } from '../common.ts';

/** One HTTP header. */
export const HeaderItem = z.strictObject({
  ...extensible,
  name: z.string(),
  value: z.string(),
});

/** The HTTP request that a monitor follows. */
export const Request = z.strictObject({
  ...extensible,
  body: z.string(),
  method: text,
  to: text,
  header: z.array(HeaderItem).min(1),
});

/** The HTTP response that a monitor got. */
export const Response = z.strictObject({
  ...extensible,
  body: z.string(),
  statusCode: text,
  header: z.array(HeaderItem).min(1),
});
