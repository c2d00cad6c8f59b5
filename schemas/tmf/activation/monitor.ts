import * as z from 'zod';
import { addressable, text } from '../common.ts';
import { Request, Response } from './parts.ts';

/** TMF640. A request that takes its time, and its answer when there is one. */
export const Monitor = z.strictObject({
  ...addressable,
  sourceHref: text,
  state: text,
  request: Request.optional(),
  response: Response.optional(),
});
export type Monitor = z.infer<typeof Monitor>;
