import * as z from 'zod';

/** A part of a line's amount: what it is, and how much. Parts add up to the line to the last millionth. */
export const Part = z.strictObject({ text: z.string(), amount: z.number() });
export type Part = z.infer<typeof Part>;

/** A line opened. */
export const ExplainedLine = z.strictObject({
  id: z.string(),
  name: z.string(),
  product: z.string().optional(),
  period: z.strictObject({ startDateTime: z.string(), endDateTime: z.string() }),
  /** To the millionth, before rounding. */
  exactAmount: z.number(),
  taxExcludedAmount: z.number(),
  taxAmount: z.number(),
  words: z.string(),
  part: z.array(Part),
  /** The facts from which the exact amount can be added up again; which ones, `rule` says. */
  rule: z.looseObject({ rule: z.string() }),
  /** Where the usage records behind the line are found. */
  usage: z.string().optional(),
});
export type ExplainedLine = z.infer<typeof ExplainedLine>;

/** A bill opened. Exact lines, and what rounding took over and leaves, add up to it. */
export const Explanation = z.strictObject({
  bill: z.string(),
  currency: z.string(),
  line: z.array(ExplainedLine),
  sum: z.strictObject({
    exactLines: z.number(),
    roundingBefore: z.number(),
    roundingAfter: z.number(),
    taxExcludedAmount: z.number(),
    taxAmount: z.number(),
    taxIncludedAmount: z.number(),
    creditUsed: z.number(),
    amountDue: z.number(),
    /** What of it nobody expects any more. @default - nothing */
    writtenOff: z.number().optional(),
  }),
  words: z.array(z.string()),
});
export type Explanation = z.infer<typeof Explanation>;
