import * as z from 'zod';

/** List prices, as `infra/prices.json` has them: `usd` for `per` units. */
export const Prices = z.object({
  region: z.string(),
  collected: z.string(),
  prices: z.record(z.string(), z.object({ usd: z.number(), per: z.number() })),
});
export type Prices = z.infer<typeof Prices>;
