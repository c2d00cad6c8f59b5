import * as z from 'zod';
import { Course } from './course.ts';

/** What only we see of a payment. */
export const Held = z.object({
  course: Course,
  /** What the provider charges. @default - the payer brought the money: nobody is asked */
  source: z.string().optional(),
  currency: z.string(),
  /** The amount of the request that is out, or was last. */
  micros: z.int(),
  /** The bills that the payer named, with how much for each where that was said. */
  named: z.array(z.object({ bill: z.string(), micros: z.int().optional() })),
  /** The bill that is collected by itself: its request asks for what is open when it is sent. @default - a payer's own payment */
  collects: z.string().optional(),
  /** What the refunds of it take, done or under way, by their ids. */
  refunds: z.record(z.string(), z.int()),
  /** From when on the money cannot be charged back. */
  settles: z.string().optional(),
  /** A create that may come again is known by what it sent. */
  sent: z.string().optional(),
});
export type Held = z.infer<typeof Held>;

/** What only we see of a refund. */
export const HeldRefund = z.object({
  course: Course,
  currency: z.string(),
  micros: z.int(),
  payment: z.string(),
  /** The key of the charge that is given back. @default - money that was brought goes back by hand */
  charge: z.string().optional(),
  sent: z.string().optional(),
});
export type HeldRefund = z.infer<typeof HeldRefund>;

/** The provider's key of a payment's request. */
export const keyOf = (payment: string, attempt: number): string => `${payment}.${attempt}`;

/** The payment and the number of the request that a key stands for. */
export const partsOfKey = (key: string): { readonly id: string; readonly attempt: number } => {
  const dot = key.lastIndexOf('.');
  return { id: key.slice(0, dot), attempt: Number(key.slice(dot + 1)) };
};
